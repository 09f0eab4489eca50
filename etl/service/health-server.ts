import fastify from 'fastify';
import type { DeliveryReadiness } from '../delivery';

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly readiness: () => DeliveryReadiness;
  /** The metrics as text. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface HealthServer {
  /** Where it listens: `http://127.0.0.1:8090`. */
  readonly url: string;
  close(): Promise<void>;
}

/** /health/live: this process answers. /health/ready: it delivers. /metrics: for Prometheus. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const app = fastify({ logger: false });
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const readiness = options.readiness();
    return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness);
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await options.metrics();
    return reply.type(contentType).send(text);
  });
  const url = await app.listen({ host: options.host, port: options.port });
  return { url, close: () => app.close() };
}
