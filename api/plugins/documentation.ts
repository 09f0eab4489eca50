import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastifyPlugin from 'fastify-plugin';
import { PROBLEM_CODES } from '../problems';

/** The schema that routes name as `Problem#` in their error responses. */
const PROBLEM_SCHEMA = {
  $id: 'Problem',
  description: 'A problem as of RFC 9457; `code` is stable, for programs to act on',
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: PROBLEM_CODES },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer to the field at fault' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

export interface DocumentationOptions {
  /** Whether Swagger UI and the OpenAPI document are served under /docs. */
  readonly serve: boolean;
}

/** OpenAPI 3.1 from the routes' own schemas. */
export const documentation = fastifyPlugin<DocumentationOptions>(
  async (app, { serve }) => {
    app.addSchema(PROBLEM_SCHEMA);
    if (!serve) return;
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'viewmarks ingest API',
          description: 'Takes view marks from players and answers when Kafka has them.',
          version: '1.0.0',
        },
        components: {
          securitySchemes: {
            token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          },
        },
      },
      refResolver: {
        buildLocalReference: ({ $id }, _base, _fragment, index) =>
          typeof $id === 'string' ? $id : `schema-${index}`,
      },
    });
    // Swagger UI needs scripts and styles of its own, which the API's own policy forbids.
    await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  },
  { name: 'documentation', dependencies: ['security-headers'] },
);
