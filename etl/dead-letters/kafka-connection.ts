import { Kafka, logLevel } from 'kafkajs';
import type { KafkaSourceOptions } from '../source';

/** How a Kafka is reached. */
export type KafkaConnection = Pick<KafkaSourceOptions, 'brokers' | 'clientId' | 'tls' | 'sasl'>;

const REQUEST_TIMEOUT_MS = 10_000;

/** A client that tries nothing again by itself: whoever asks decides that. */
export function connectKafka({ brokers, clientId, tls, sasl }: KafkaConnection): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId: clientId ?? 'viewmarks-etl',
    ...(tls && { ssl: tls.ca === undefined ? true : { ca: [tls.ca] } }),
    ...(sasl && {
      // The mechanisms' names decide between types of the same fields.
      sasl: { ...sasl, mechanism: sasl.mechanism.toLowerCase() as 'plain' },
    }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 5_000,
    retry: { retries: 2, initialRetryTime: 100 },
    logLevel: logLevel.NOTHING,
  });
}

/** The cluster's own id: the first part of every batch's token. */
export async function readClusterId(kafka: Kafka): Promise<string> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { clusterId } = await admin.describeCluster();
    return clusterId;
  } finally {
    await admin.disconnect();
  }
}
