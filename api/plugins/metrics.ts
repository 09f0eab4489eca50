import fastifyPlugin from 'fastify-plugin';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MarkProducer } from '../producer';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts marks by what became of them. */
    countMarks(outcome: 'accepted' | 'refused', marks: number): void;
  }
}

export interface MetricsOptions {
  readonly producer: MarkProducer;
}

const DURATION_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

function collectProducer(registers: [Registry], producer: MarkProducer): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  gauge('viewmarks_api_held_bytes', 'Bytes that wait for Kafka', () => producer.gauges().heldBytes);
  counter(
    'viewmarks_api_produced_marks_total',
    'Marks that Kafka acknowledged',
    () => producer.gauges().acknowledgedMarks,
  );
  counter(
    'viewmarks_api_produce_requests_total',
    'Produce requests that Kafka acknowledged',
    () => producer.gauges().acknowledgedBatches,
  );
  counter(
    'viewmarks_api_produce_failures_total',
    'Tries of produce requests that failed',
    () => producer.gauges().failedAttempts,
  );
}

/** Prometheus metrics at /metrics: requests, marks, the producer and the process. */
export const metrics = fastifyPlugin<MetricsOptions>(
  (app, { producer }, done) => {
    const registry = new Registry();
    const registers: [Registry] = [registry];
    collectDefaultMetrics({ register: registry });
    collectProducer(registers, producer);
    const requests = new Histogram({
      name: 'viewmarks_api_request_seconds',
      help: 'Requests by route and status, from their headers to their answer',
      labelNames: ['route', 'status'] as const,
      buckets: DURATION_BUCKETS_S,
      registers,
    });
    const marks = new Counter({
      name: 'viewmarks_api_marks_total',
      help: 'Posted marks by what became of them',
      labelNames: ['outcome'] as const,
      registers,
    });

    app.decorate('countMarks', (outcome, count) => {
      marks.inc({ outcome }, count);
    });
    app.addHook('onResponse', (request, reply, next) => {
      // The route's pattern and not the URL: a client must not be able to invent label values.
      const route = request.routeOptions.url ?? 'none';
      requests.observe({ route, status: reply.statusCode }, reply.elapsedTime / 1000);
      next();
    });
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
    done();
  },
  { name: 'metrics' },
);
