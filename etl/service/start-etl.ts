import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import { asDurableSink, type DurableSink, openStorage } from '../../loaders';
import { connectKafka, DeadLetterWriter, readClusterId } from '../dead-letters';
import { MarkDecoder } from '../decoding';
import {
  Delivery,
  type DeliveryFaults,
  type DeliveryObserver,
  type DeliveryReadiness,
  retryUntilLost,
} from '../delivery';
import { MemoryBudget } from '../memory';
import { type EtlMetrics, etlMetrics } from '../metrics';
import { ShardedSink } from '../shards';
import { openKafkaSource, SourceError } from '../source';
import type { EtlConfig } from './etl-config';
import { startHealthServer } from './health-server';
import { readInsertPlan } from './promoted';

export interface RunningEtl {
  /** Where health and metrics are: `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Rejects when the service cannot go on; stays pending otherwise. */
  readonly failed: Promise<never>;
  readiness(): DeliveryReadiness;
  /** Delivers what was read, commits it and leaves the group, within the configured time. */
  stop(): Promise<void>;
}

export interface StartEtlOptions {
  /** For tests alone. */
  readonly faults?: DeliveryFaults;
  /** Ends the start while it waits for Kafka or the store. */
  readonly signal?: AbortSignal;
}

function logObserver(log: Logger): DeliveryObserver {
  return {
    recovered: (partition, found) => {
      log.info({ partition, ...found }, 'partition recovered');
    },
    revoked: (partition) => {
      log.info({ partition }, 'partition revoked');
    },
    lettersWritten: (batch) => {
      const { partition, letters } = batch;
      log.warn(
        { partition, letters: letters.length, first: letters[0]?.reason },
        'dead letters written',
      );
    },
    retried: (partition, step, errorClass, error) => {
      log.warn({ partition, step, class: errorClass, reason: error.message }, 'trying again');
    },
    warned: (line) => {
      log.warn(line);
    },
  };
}

/** Both see everything. */
function together(a: DeliveryObserver, b: DeliveryObserver): DeliveryObserver {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof DeliveryObserver>;
  const call = (name: keyof DeliveryObserver, values: unknown[]): void => {
    for (const observer of [a, b]) {
      (observer[name] as ((...given: unknown[]) => void) | undefined)?.(...values);
    }
  };
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (...values: unknown[]) => {
        call(name, values);
      },
    ]),
  );
}

/**
 * Starts the ETL. Health and metrics answer at once; store and Kafka need not be there yet, and
 * until they are the service says that it is not ready.
 *
 * @throws BadInputError, StorageError or SourceError when trying again cannot help
 */
export async function startEtl(
  config: EtlConfig,
  { faults, signal = new AbortController().signal }: StartEtlOptions = {},
): Promise<RunningEtl> {
  const log = pino({ level: config.logLevel, name: 'viewmarks-etl' });
  const service: { waitsFor: string; delivery?: Delivery; metrics?: EtlMetrics } = {
    waitsFor: 'starting',
  };
  const readiness = (): DeliveryReadiness =>
    service.delivery?.readiness() ?? { status: 'not-ready', reason: service.waitsFor };
  const server = await startHealthServer({
    ...config.http,
    readiness,
    metrics: async () => ({
      contentType: Registry.PROMETHEUS_CONTENT_TYPE,
      text: (await service.metrics?.registry.metrics()) ?? '',
    }),
  });
  const opened: (() => Promise<void>)[] = [() => server.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  const waitFor = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    retryUntilLost(work, {
      signal,
      failed: ({ message }) => {
        service.waitsFor = `${what}: ${message}`;
        log.warn(service.waitsFor);
      },
    });
  const warn = (line: string): void => {
    log.warn(line);
  };
  let fail!: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever runs the service may be stopping it, and no longer look.
  failed.catch(() => undefined);

  try {
    const sinks: DurableSink[] = [];
    for (const url of config.shards) {
      const sink = asDurableSink(await waitFor('store', () => openStorage(url)));
      opened.push(() => sink.close());
      if (config.createSchema) await waitFor('store', () => sink.createSchema());
      sinks.push(sink);
    }
    const plan = readInsertPlan(config.promoted, sinks[0]!);
    log.info(plan.about);
    const kafka = connectKafka(config.source);
    const cluster = await waitFor('Kafka', () =>
      readClusterId(kafka).catch((cause: unknown) => {
        throw new SourceError('UNAVAILABLE', String(cause), { cause });
      }),
    );
    const source = await openKafkaSource({ ...config.source, warn });
    const budget = new MemoryBudget(config.memoryBytes);
    service.metrics = etlMetrics({
      partitions: () => service.delivery?.partitions() ?? [],
      budget,
      isReady: () => readiness().status === 'ready',
      reader: () => source.reader,
      promotedRun: plan.run,
    });
    const deadLetters = new DeadLetterWriter({ kafka, topic: config.deadTopic, warn });
    opened.push(() => deadLetters.close());
    const batchRows = config.delivery.batchRows ?? plan.batchRows;
    const writers = config.delivery.writers ?? plan.writers;
    const delivery = new Delivery({
      ...config.delivery,
      ...(batchRows !== undefined && { batchRows }),
      ...(writers !== undefined && { writers }),
      source,
      sink: sinks.length === 1 ? sinks[0]! : new ShardedSink(sinks),
      decoder: new MarkDecoder(),
      deadLetters,
      cluster,
      budget,
      insertFormat: plan.format,
      observer: together(service.metrics.observer, logObserver(log)),
      ...(faults && { faults }),
    });
    service.delivery = delivery;
    await delivery.start(fail);
    log.info({ url: server.url, cluster, storage: sinks[0]!.identity.url }, 'etl started');
    return {
      url: server.url,
      failed,
      readiness,
      stop: async () => {
        const outcome = await delivery.stop(config.shutdownMs);
        log.info({ outcome }, 'etl stopped');
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
