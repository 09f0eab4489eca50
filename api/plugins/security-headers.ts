import cors from '@fastify/cors';
import fastifyPlugin from 'fastify-plugin';

export interface SecurityHeadersOptions {
  /** Origins of web pages that may call; none means that no CORS header is ever sent. */
  readonly corsOrigins: readonly string[];
}

/**
 * What makes browsers treat the API's answers as data (OWASP's REST security cheat sheet). Constant,
 * and so not from a library, which would build them anew for each of some ten thousand answers a second.
 */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Security headers on every answer, and CORS for the configured origins. */
export const securityHeaders = fastifyPlugin<SecurityHeadersOptions>(
  async (app, { corsOrigins }) => {
    app.addHook('onRequest', (_request, reply, next) => {
      reply.headers(SECURITY_HEADERS);
      next();
    });
    if (corsOrigins.length > 0) {
      await app.register(cors, {
        origin: [...corsOrigins],
        methods: ['POST'],
        allowedHeaders: ['authorization', 'content-type'],
        maxAge: 600,
      });
    }
  },
  { name: 'security-headers' },
);
