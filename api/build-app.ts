import fastify, { type FastifyInstance, LogController } from 'fastify';
import type { VerifyToken } from './auth';
import type { ApiConfig } from './config';
import {
  answerClientError,
  authentication,
  documentation,
  health,
  metrics,
  problemAnswers,
  securityHeaders,
  strictJson,
  userRateLimit,
} from './plugins';
import type { MarkProducer } from './producer';
import { viewMarksBatchRoute, viewMarksRoute } from './routes';

/** Request line and headers together; a token of the greatest length fits. */
export const MAX_HEADER_BYTES = 12_288;

/** Longer than the load balancer keeps its connections, so that it is always the balancer that closes. */
export const KEEP_ALIVE_MS = 75_000;

export interface AppParts {
  readonly producer: MarkProducer;
  readonly verifyToken: VerifyToken;
}

/** The API as a Fastify instance that does not listen yet. Closing it does not close the producer. */
export async function buildApp(
  { http, events, tokens }: ApiConfig,
  { producer, verifyToken }: AppParts,
): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: http.logLevel, redact: ['req.headers.authorization'] },
    // A line for each request would name users' addresses, and cost more than the request; /metrics counts them.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: http.trustProxy,
    requestTimeout: http.bodyTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // While it closes, a request that has arrived is still answered.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: http.bodyTimeoutMs,
      // Node looks for late requests only this often.
      connectionsCheckingInterval: Math.min(1_000, Math.ceil(http.bodyTimeoutMs / 4)),
    },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  // A logger for each request would only add its number to lines that are hardly ever written.
  app.setChildLoggerFactory((logger) => logger);

  await app.register(problemAnswers);
  await app.register(securityHeaders, { corsOrigins: http.corsOrigins });
  await app.register(documentation, { serve: http.docs });
  await app.register(strictJson);
  await app.register(metrics, { producer });
  await app.register(health, { producer });
  await app.register(authentication, {
    verifyToken,
    cacheEntries: tokens.cacheEntries,
    cacheS: tokens.cacheS,
  });
  await app.register(userRateLimit, { requestsPerMinute: http.rateLimitPerMinute });
  await app.register(viewMarksRoute, { producer, events });
  await app.register(viewMarksBatchRoute, { producer, events });
  return app;
}
