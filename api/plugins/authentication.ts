import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { readBearerToken, VerifiedTokenCache, type VerifyToken } from '../auth';
import { type ProblemCode, ProblemError } from '../problems';

declare module 'fastify' {
  interface FastifyRequest {
    /** The user of the verified token; empty on routes that need none. */
    userId: string;
  }
  interface FastifyInstance {
    /** For `onRequest` of a route: nothing of a body is read before its sender is known. */
    authenticate: onRequestHookHandler;
  }
}

export interface AuthenticationOptions {
  readonly verifyToken: VerifyToken;
  readonly cacheEntries: number;
  readonly cacheS: number;
}

/** Decorates requests with the user of their token. */
export const authentication = fastifyPlugin<AuthenticationOptions>(
  (app, { verifyToken, cacheEntries, cacheS }, done) => {
    const cache = new VerifiedTokenCache(cacheEntries, cacheS * 1000);
    let unavailableLogged = false;

    async function verify(token: string, request: FastifyRequest): Promise<void> {
      const verdict = await verifyToken(token);
      switch (verdict.status) {
        case 'accepted':
          cache.remember(token, verdict.userId, verdict.expiresAtMs, Date.now());
          request.userId = verdict.userId;
          unavailableLogged = false;
          return;
        case 'refused':
          throw new ProblemError(verdict.code);
        case 'unavailable':
          if (!unavailableLogged) {
            unavailableLogged = true;
            app.log.error({ err: verdict.cause }, 'the keys of the auth service cannot be had');
          }
          throw new ProblemError('auth-unavailable');
      }
    }

    app.decorateRequest('userId', '');
    // With a callback and not async: nearly every request is answered from the cache at once.
    app.decorate('authenticate', (request, _reply, next) => {
      const reading = readBearerToken(request.raw.rawHeaders);
      if (reading.status === 'refused') {
        next(problem(reading.code));
        return;
      }
      const userId = cache.userOf(reading.token, Date.now());
      if (userId !== undefined) {
        request.userId = userId;
        next();
        return;
      }
      verify(reading.token, request).then(() => {
        next();
      }, next);
    });
    done();
  },
  { name: 'authentication', dependencies: ['problem-answers'] },
);

function problem(code: ProblemCode): ProblemError {
  return new ProblemError(code);
}
