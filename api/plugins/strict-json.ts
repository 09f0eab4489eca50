import fastifyPlugin from 'fastify-plugin';
import { findDuplicateKey } from '../../marks/wire';
import { ProblemError } from '../problems';

/** Takes `application/json` and nothing else, and refuses a text in which an object has a key twice. */
export const strictJson = fastifyPlugin(
  (app, _options, done) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      (_request, body: string, parsed) => {
        let value: unknown;
        try {
          value = JSON.parse(body);
        } catch {
          // The engine's own message would quote the body.
          parsed(new ProblemError('malformed-json', { detail: 'the body cannot be parsed' }));
          return;
        }
        const twice = findDuplicateKey(body);
        if (twice !== undefined) {
          parsed(new ProblemError('malformed-json', { detail: 'an object has a key twice' }));
          return;
        }
        parsed(null, value);
      },
    );
    done();
  },
  { name: 'strict-json', dependencies: ['problem-answers'] },
);
