import fastifyPlugin from 'fastify-plugin';
import type { KafkaReadiness, MarkProducer } from '../producer';

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on /health/ready says no, and answers close their connections; requests are still served. */
    startDraining(): void;
  }
}

export interface HealthOptions {
  readonly producer: MarkProducer;
}

/** How long an answer about Kafka is repeated, so that probes cannot flood it. */
const READINESS_AGE_MS = 500;

const HEALTH_SCHEMA = {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string' }, reason: { type: 'string' } },
};

/** /health/live: this process answers. /health/ready: it should get traffic. */
export const health = fastifyPlugin<HealthOptions>(
  (app, { producer }, done) => {
    let draining = false;
    let asked: { readonly atMs: number; readonly answer: Promise<KafkaReadiness> } | undefined;

    function readiness(): Promise<KafkaReadiness> {
      const now = performance.now();
      if (asked === undefined || now - asked.atMs > READINESS_AGE_MS) {
        asked = { atMs: now, answer: producer.readiness() };
      }
      return asked.answer;
    }

    app.decorate('startDraining', () => {
      draining = true;
    });
    app.addHook('onRequest', (_request, reply, next) => {
      // A client that keeps its connection open would lose a request when the server closes it.
      if (draining) reply.header('connection', 'close');
      next();
    });
    app.get(
      '/health/live',
      {
        schema: { summary: 'Whether this process answers', response: { 200: HEALTH_SCHEMA } },
      },
      () => ({ status: 'live' }),
    );
    app.get(
      '/health/ready',
      {
        schema: {
          summary:
            'Whether this process should get traffic: Kafka answers, and it is not going away',
          response: { 200: HEALTH_SCHEMA, 503: HEALTH_SCHEMA },
        },
      },
      async (_request, reply) => {
        if (draining) return reply.code(503).send({ status: 'draining' });
        const answer = await readiness();
        if (answer.status !== 'ready') reply.code(503);
        return answer;
      },
    );
    done();
  },
  { name: 'health' },
);
