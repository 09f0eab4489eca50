import fastifyPlugin from 'fastify-plugin';
import { encodeMarkMessage } from '../../marks/wire';
import {
  type EventTimeBounds,
  type PostedMark,
  postedMarkSchema,
  readPostedMark,
} from '../posted-mark';
import { ProblemError } from '../problems';
import type { MarkProducer } from '../producer';
import { jsonSchemaOf, MARK_ROUTE_PROBLEMS, OUT_OF_RANGE_PROBLEM } from './route-schemas';

export interface MarkRouteOptions {
  readonly producer: MarkProducer;
  readonly events: EventTimeBounds;
}

/** About fifteen times the longest body of a valid mark without blanks. */
const BODY_LIMIT_BYTES = 4_096;

const ACCEPTED = { accepted: true } as const;

/** POST /api/v1/view-marks: one mark. */
export const viewMarksRoute = fastifyPlugin<MarkRouteOptions>(
  (app, { producer, events }, done) => {
    app.post<{ Body: PostedMark }>(
      '/api/v1/view-marks',
      {
        bodyLimit: BODY_LIMIT_BYTES,
        onRequest: app.authenticate,
        config: { rateLimit: {} },
        schema: {
          summary: 'Send one view mark',
          description: 'Answers when every in-sync replica has the mark. The token names its user.',
          security: [{ token: [] }],
          body: jsonSchemaOf(postedMarkSchema),
          response: {
            202: {
              description: 'Kafka has the mark',
              type: 'object',
              required: ['accepted'],
              properties: { accepted: { type: 'boolean', const: true } },
            },
            ...MARK_ROUTE_PROBLEMS,
            ...OUT_OF_RANGE_PROBLEM,
          },
        },
      },
      async (request, reply) => {
        const reading = readPostedMark(request.body, request.userId, events, Date.now());
        if (reading.status === 'refused') {
          app.countMarks('refused', 1);
          throw new ProblemError(reading.code, { detail: reading.detail });
        }
        await producer.produce([encodeMarkMessage(reading.mark)]);
        app.countMarks('accepted', 1);
        reply.code(202);
        return ACCEPTED;
      },
    );
    done();
  },
  {
    name: 'view-marks-route',
    dependencies: ['authentication', 'user-rate-limit', 'strict-json', 'metrics', 'documentation'],
  },
);
