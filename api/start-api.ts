import { setTimeout as delay } from 'node:timers/promises';
import { createTokenVerifier } from './auth';
import { buildApp } from './build-app';
import type { ApiConfig } from './config';
import { BatchingProducer, KafkaSender, reasonOf } from './producer';

export interface RunningApi {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /**
   * Ends it without losing a request: says so at /health/ready, serves on for the drain time,
   * takes no more connections, answers what has arrived, waits for Kafka, disconnects.
   *
   * @throws Error when that takes longer than the configured time
   */
  stop(): Promise<void>;
}

/**
 * Starts the API. Kafka need not be there yet; until it is, marks get 503.
 *
 * @throws BadInputError when the key for tokens cannot be used
 */
export async function startApi(config: ApiConfig): Promise<RunningApi> {
  const { http, kafka, produce, tokens } = config;
  const verifyToken = await createTokenVerifier(tokens);
  const sender = new KafkaSender({
    ...kafka,
    timeoutMs: produce.attemptTimeoutMs,
    maxInFlightBatches: produce.maxInFlightBatches,
  });
  const producer = new BatchingProducer(sender, produce, {
    failing: (cause) => {
      app.log.error({ reason: reasonOf(cause) }, 'Kafka does not take marks');
    },
    recovered: () => {
      app.log.info('Kafka takes marks again');
    },
  });
  const app = await buildApp(config, { producer, verifyToken });
  let url: string;
  try {
    url = await app.listen({ host: http.host, port: http.port });
  } catch (cause) {
    await producer.close();
    throw cause;
  }

  const shutDown = async (): Promise<void> => {
    app.startDraining();
    await delay(http.drainMs);
    await app.close();
    await producer.close();
  };
  return {
    url,
    stop: async () => {
      const abandon = new AbortController();
      const late = delay(http.shutdownMs, undefined, { signal: abandon.signal }).then(() => {
        throw new Error(`the API did not shut down in ${http.shutdownMs} ms`);
      });
      try {
        await Promise.race([shutDown(), late]);
      } finally {
        late.catch(() => undefined);
        abandon.abort();
      }
    },
  };
}
