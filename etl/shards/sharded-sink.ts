import type { DurableInsertOptions, InsertReceipt } from '../../loaders';
import type { MarkColumns } from '../../marks';
import type { DeliverySink } from '../delivery';

/**
 * Shards that share the partitions of a topic: partition p is always in shard p modulo their number.
 * A batch is never split, and a retry goes to the same shard by construction; and because a record's
 * key is viewer and film, all marks of one viewer's film are in one shard.
 */
export class ShardedSink implements DeliverySink {
  readonly #shards: readonly DeliverySink[];

  /** @param shards at least one; their order decides where rows are */
  constructor(shards: readonly DeliverySink[]) {
    this.#shards = shards;
  }

  insert(columns: MarkColumns, options: DurableInsertOptions): Promise<InsertReceipt> {
    return this.#of(options.origin.partition).insert(columns, options);
  }

  offsetsPresent(
    topic: string,
    partition: number,
    first: bigint,
    last: bigint,
  ): Promise<BigInt64Array> {
    return this.#of(partition).offsetsPresent(topic, partition, first, last);
  }

  greatestOffset(topic: string, partition: number, from: bigint): Promise<bigint | null> {
    return this.#of(partition).greatestOffset(topic, partition, from);
  }

  endInsert(token: string, partition: number): Promise<void> {
    return this.#of(partition).endInsert(token, partition);
  }

  #of(partition: number): DeliverySink {
    return this.#shards[partition % this.#shards.length]!;
  }
}
