import type { IHeaders } from 'kafkajs';
import type { KafkaBroker } from '../kafkajs-cluster';
import { kafkaErrorType } from '../source-errors';
import { AbortedTransactions, type BatchKind } from '../record-batches';
import { MessageCursor } from './message-cursor';
import {
  type FetchLimits,
  type FetchReader,
  type PartitionAnswer,
  type PartitionWish,
  READ_COMMITTED,
} from './partition-answer';

/** What the client's decoder makes of a record; its types know no batches. */
export interface DecodedMessage {
  readonly offset: string;
  /** Missing in messages of format 0. */
  readonly timestamp?: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
  readonly isControlRecord?: boolean;
  /** Missing in the message formats before transactions. */
  readonly batchContext?: {
    readonly firstOffset: string;
    readonly lastOffsetDelta: number;
    readonly producerId: string;
    readonly inTransaction: boolean;
  };
}

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly abortedTransactions: readonly {
    readonly producerId: string;
    readonly firstOffset: string;
  }[];
  readonly messages: readonly DecodedMessage[];
}

interface FetchAnswer {
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
}

/** Key of a control record: int16 version, int16 type, in which 0 stands for an abort. */
function isAbortMarker({ key }: DecodedMessage): boolean {
  return key?.length === 4 && key.readInt16BE(2) === 0;
}

function kindOf(message: DecodedMessage): BatchKind {
  if (message.isControlRecord === true) {
    return isAbortMarker(message) ? 'abort-marker' : 'other-marker';
  }
  return message.batchContext?.inTransaction === true ? 'transactional' : 'plain';
}

function endOf(messages: readonly DecodedMessage[], fromOffset: number): number {
  const last = messages.at(-1);
  if (last === undefined) return fromOffset;
  const { batchContext } = last;
  // The last records of a batch may have been compacted away.
  const end =
    batchContext === undefined
      ? Number(last.offset) + 1
      : Number(batchContext.firstOffset) + batchContext.lastOffsetDelta + 1;
  return Math.max(end, Number(last.offset) + 1, fromOffset);
}

function sizeOf({ key, value }: DecodedMessage): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}

/** Messages of the client's decoder as an answer: read committed, from `wish.offset` on. */
export function messagesAnswer(
  wish: PartitionWish,
  { highWatermark, abortedTransactions, messages }: Omit<FetchedPartition, 'errorCode'>,
): PartitionAnswer {
  const aborted = new AbortedTransactions(
    abortedTransactions.map(({ producerId, firstOffset }) => ({
      producerId: BigInt(producerId),
      firstOffset: Number(firstOffset),
    })),
  );
  const visible = messages.filter((message) => {
    const offset = Number(message.offset);
    const producerId = BigInt(message.batchContext?.producerId ?? -1);
    return !aborted.skips(kindOf(message), producerId, offset) && offset >= wish.offset;
  });
  return {
    status: 'records',
    partition: wish.partition,
    highWatermark: Number(highWatermark),
    endOffset: endOf(messages, wish.offset),
    byteLength: visible.reduce((bytes, message) => bytes + sizeOf(message), 0),
    records: () => new MessageCursor(visible),
  };
}

/**
 * Reads with the client's own Fetch request and decoder: an object for each record, no checksums.
 * The way to compare with, and to fall back on.
 */
export class KafkajsReader implements FetchReader {
  readonly name = 'kafkajs';

  async fetch(
    broker: KafkaBroker,
    topic: string,
    wishes: readonly PartitionWish[],
    { maxWaitMs, maxBytesPerPartition, maxBytes }: FetchLimits,
  ): Promise<readonly PartitionAnswer[]> {
    let answer: FetchAnswer;
    try {
      answer = (await broker.fetch({
        isolationLevel: READ_COMMITTED,
        maxWaitTime: maxWaitMs,
        minBytes: 1,
        maxBytes,
        topics: [
          {
            topic,
            partitions: wishes.map(({ partition, offset }) => ({
              partition,
              fetchOffset: String(offset),
              maxBytes: maxBytesPerPartition,
            })),
          },
        ],
      })) as FetchAnswer;
    } catch (error) {
      const { partition } = error as { partition?: number };
      const type = kafkaErrorType(error);
      if (type === undefined || partition === undefined) throw error;
      return [{ status: 'error', partition, type }];
    }
    return answer.responses.flatMap(({ partitions }) =>
      partitions.flatMap((fetched) => {
        const wish = wishes.find(({ partition }) => partition === fetched.partition);
        return wish === undefined ? [] : [messagesAnswer(wish, fetched)];
      }),
    );
  }
}
