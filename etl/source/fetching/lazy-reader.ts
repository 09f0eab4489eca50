import decodeMessageSet from 'kafkajs/src/protocol/messageSet/decoder';
import Decoder from 'kafkajs/src/protocol/decoder';
import { createErrorFromCode } from 'kafkajs/src/protocol/error';
import type { KafkaBroker } from '../kafkajs-cluster';
import { readRecordSet } from '../record-batches';
import {
  FETCH_API_KEY,
  FETCH_VERSION,
  type FetchedPartition,
  fetchRequest,
} from './fetch-protocol';
import { KafkajsReader, messagesAnswer } from './kafkajs-reader';
import type { FetchLimits, FetchReader, PartitionAnswer, PartitionWish } from './partition-answer';

/**
 * Reads by a Fetch request of its own, sent over the client's connections, and walks over the record
 * batches in place. The client's decoder makes an object of each record, turns each offset into text
 * and filters three times over, and it checks no checksums.
 */
export class LazyReader implements FetchReader {
  readonly name = 'lazy';
  private readonly older = new KafkajsReader();

  constructor(private readonly maxUncompressedBytes: number) {}

  async fetch(
    broker: KafkaBroker,
    topic: string,
    wishes: readonly PartitionWish[],
    limits: FetchLimits,
  ): Promise<readonly PartitionAnswer[]> {
    const versions = broker.versions?.[FETCH_API_KEY];
    if (versions !== undefined && versions.maxVersion < FETCH_VERSION) {
      return this.older.fetch(broker, topic, wishes, limits);
    }
    const answer = await broker.connectionPool.send(fetchRequest(topic, wishes, limits));
    if (answer.errorCode !== 0) throw createErrorFromCode(answer.errorCode);
    return Promise.all(
      answer.partitions.flatMap((fetched) => {
        const wish = wishes.find(({ partition }) => partition === fetched.partition);
        return wish === undefined ? [] : [this.read(answer.bytes, wish, fetched)];
      }),
    );
  }

  private async read(
    bytes: Buffer,
    wish: PartitionWish,
    { errorCode, highWatermark, aborted, start, end }: FetchedPartition,
  ): Promise<PartitionAnswer> {
    const { partition } = wish;
    if (errorCode !== 0) {
      return { status: 'error', partition, type: createErrorFromCode(errorCode).type };
    }
    const records = readRecordSet(bytes, start, end, {
      fromOffset: wish.offset,
      aborted,
      maxUncompressedBytes: this.maxUncompressedBytes,
    });
    switch (records.status) {
      case 'records':
        return { ...records, partition, highWatermark, byteLength: end - start };
      case 'corrupt':
        return { ...records, partition };
      case 'old-format': {
        const decoder = new Decoder(bytes.subarray(start, end));
        const messages = await decodeMessageSet(decoder, end - start);
        return messagesAnswer(wish, {
          partition,
          highWatermark: String(highWatermark),
          abortedTransactions: [],
          messages,
        });
      }
    }
  }
}
