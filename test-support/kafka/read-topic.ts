import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

export interface TopicRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
}

/** Everything that a topic holds at this moment, partition by partition in the order of offsets. */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
): Promise<readonly TopicRecord[]> {
  const kafka = new Kafka({
    clientId: 'viewmarks-test-support',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const missing = new Map(
    offsets
      .filter(({ low, high }) => BigInt(low) < BigInt(high))
      .map(({ partition, high }) => [partition, BigInt(high)]),
  );
  const records: TopicRecord[] = [];
  if (missing.size === 0) return records;
  const consumer = kafka.consumer({ groupId: `read-topic-${randomUUID()}` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        // A broker that has just started is still loading its groups: the consumer tries again by itself.
        if (!payload.restart) reject(payload.error);
      });
      consumer
        .run({
          autoCommit: false,
          eachBatch: ({ batch }) => {
            const { partition, messages } = batch;
            for (const { offset, key, value } of messages) {
              records.push({
                partition,
                offset: BigInt(offset),
                key: key?.toString('utf8') ?? '',
                value: value?.toString('utf8') ?? '',
              });
            }
            if (BigInt(batch.lastOffset()) + 1n >= (missing.get(partition) ?? 0n)) {
              missing.delete(partition);
            }
            if (missing.size === 0) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return records.sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
}
