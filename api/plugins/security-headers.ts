import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fastifyPlugin from 'fastify-plugin';

export interface SecurityHeadersOptions {
  /** Origins of web pages that may call; none means that no CORS header is ever sent. */
  readonly corsOrigins: readonly string[];
}

/** Headers that make browsers treat the API's answers as data, and CORS for the configured origins. */
export const securityHeaders = fastifyPlugin<SecurityHeadersOptions>(
  async (app, { corsOrigins }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
      referrerPolicy: { policy: 'no-referrer' },
      // Of old browsers, of Flash and of pages that open windows: nothing that answers JSON needs them.
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
      originAgentCluster: false,
      crossOriginOpenerPolicy: false,
      crossOriginResourcePolicy: { policy: 'same-origin' },
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
