import rateLimit from '@fastify/rate-limit';
import fastifyPlugin from 'fastify-plugin';
import { ProblemError } from '../problems';

export interface UserRateLimitOptions {
  readonly requestsPerMinute: number;
}

const WINDOW_MS = 60_000;

/** Users whose requests are counted at the same time; the one seen longest ago is forgotten first. */
const MAX_COUNTED_USERS = 100_000;

/** Limits the requests of one user on routes that ask for it by `config: { rateLimit: {} }`. */
export const userRateLimit = fastifyPlugin<UserRateLimitOptions>(
  async (app, { requestsPerMinute }) => {
    await app.register(rateLimit, {
      global: false,
      // After onRequest, where the user becomes known, and before the body is read.
      hook: 'preParsing',
      max: requestsPerMinute,
      timeWindow: WINDOW_MS,
      cache: MAX_COUNTED_USERS,
      keyGenerator: (request) => request.userId,
      addHeadersOnExceeding: {
        'x-ratelimit-limit': false,
        'x-ratelimit-remaining': false,
        'x-ratelimit-reset': false,
      },
      errorResponseBuilder: (_request, { ttl }) =>
        new ProblemError('rate-limited', { retryAfterS: Math.ceil(ttl / 1000) }),
    });
  },
  { name: 'user-rate-limit', dependencies: ['problem-answers', 'authentication'] },
);
