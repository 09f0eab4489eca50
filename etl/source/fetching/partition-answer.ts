import type { KafkaBroker } from '../kafkajs-cluster';
import type { ReaderName } from '../kafka-source-options';
import type { RecordCursor } from '../mark-source';

/** A partition that is to be read, and from where. */
export interface PartitionWish {
  readonly partition: number;
  readonly offset: number;
}

/** What a broker answered for one partition. */
export type PartitionAnswer =
  | {
      readonly status: 'records';
      readonly partition: number;
      readonly highWatermark: number;
      /** One above the last offset that is covered; the asked offset when nothing came. */
      readonly endOffset: number;
      /** Bytes of the record batches as they came, often compressed. */
      readonly byteLength: number;
      records(): RecordCursor;
    }
  | {
      readonly status: 'corrupt';
      readonly partition: number;
      /** What is wrong, and in which batch. */
      readonly reason: string;
    }
  | {
      readonly status: 'error';
      readonly partition: number;
      /** Kafka's name or number of the error. */
      readonly type: string;
    };

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
}

/** Fetches from one broker and makes records of the answer. */
export interface FetchReader {
  readonly name: ReaderName;
  /** Rejects with the client's own errors when the request as a whole failed. */
  fetch(
    broker: KafkaBroker,
    topic: string,
    wishes: readonly PartitionWish[],
    limits: FetchLimits,
  ): Promise<readonly PartitionAnswer[]>;
}

/** Kafka's `isolation_level` of a consumer that must not see open or aborted transactions. */
export const READ_COMMITTED = 1;
