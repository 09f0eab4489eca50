import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import {
  type FieldFault,
  PROBLEM_MEDIA_TYPE,
  problemBody,
  type ProblemCode,
  ProblemError,
  type ProblemOptions,
  PROBLEMS,
} from '../problems';
import { ProduceRefusedError } from '../producer';

/** Clients that are told to wait come back after this long, unless the problem knows better. */
const DEFAULT_RETRY_AFTER_S = 1;

/** Fastify's own error codes that are the client's doing. */
const PROBLEM_OF_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_BAD_URL: 'not-found',
};

function faultsOf(error: FastifyError): readonly FieldFault[] {
  return (error.validation ?? []).map(({ instancePath, message, params }) => {
    const extra = params.additionalProperty;
    return {
      pointer: typeof extra === 'string' ? `${instancePath}/${extra}` : instancePath,
      detail: typeof extra === 'string' ? 'this field is not of a mark' : (message ?? 'not valid'),
    };
  });
}

function problemOf(error: FastifyError | ProblemError | ProduceRefusedError): {
  readonly code: ProblemCode;
  readonly options: ProblemOptions;
} {
  if (error instanceof ProblemError) return { code: error.code, options: error };
  if (error instanceof ProduceRefusedError) return { code: error.refusal, options: {} };
  if (error.validation) return { code: 'invalid-body', options: { errors: faultsOf(error) } };
  const known = PROBLEM_OF_FASTIFY_CODE[error.code];
  if (known !== undefined) return { code: known, options: {} };
  return { code: 'internal', options: {} };
}

function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  { retryAfterS, ...options }: ProblemOptions,
): FastifyReply {
  const { status } = PROBLEMS[code];
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === 503 || retryAfterS !== undefined) {
    reply.header('retry-after', retryAfterS ?? DEFAULT_RETRY_AFTER_S);
  }
  return reply.code(status).type(PROBLEM_MEDIA_TYPE).send(problemBody(code, options));
}

/** What Node's parser refused before there was a request to route. */
function problemOfClientError(code: string | undefined): ProblemCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  return 'bad-request';
}

/** Answers a connection whose request could not even be parsed, and closes it. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = problemOfClientError(error.code);
  const body = problemBody(code);
  const { status } = PROBLEMS[code];
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      `Content-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}

/** Every error leaves as a problem (RFC 9457) of the one table; only the API's own faults are logged. */
export const problemAnswers = fastifyPlugin(
  (app, _options, done) => {
    app.setErrorHandler(
      (error: FastifyError | ProblemError | ProduceRefusedError, request, reply) => {
        const { code, options } = problemOf(error);
        if (code === 'internal') request.log.error({ err: error }, 'a request failed');
        return sendProblem(reply, code, options);
      },
    );
    app.setNotFoundHandler((_request: FastifyRequest, reply) =>
      sendProblem(reply, 'not-found', {}),
    );
    done();
  },
  { name: 'problem-answers' },
);
