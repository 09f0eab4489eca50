import type { MarkColumns, MarkOrigin } from '../marks';
import type { InsertOptions, InsertReceipt, Storage } from './storage';
import { StorageError } from './storage-error';

export interface DurableInsertOptions extends InsertOptions {
  /** Kept with each row as `_topic`, `_partition`, `_offset`. */
  readonly origin: MarkOrigin;
  /**
   * Wall milliseconds after which the insert is given up with TIMEOUT; whether it took effect is
   * then unknown until `endInsert` has resolved and `offsetsPresent` was asked. Until one of the two
   * has resolved the columns must not change: an embedded engine may still read them.
   */
  readonly deadlineMs?: number;
}

/**
 * A storage that can prove what it holds: what the ETL needs beside `Storage` to deliver each record
 * exactly once. State is nowhere else: a row and its offset are one row of one atomic insert.
 */
export interface DurableSink extends Storage {
  /**
   * As `Storage.insert`; with an origin the batch must be all of one month (UTC), and is stored with
   * its offsets or not at all. Rejects BAD_BATCH when it is of more months.
   */
  insert(
    columns: MarkColumns,
    options: InsertOptions | DurableInsertOptions,
  ): Promise<InsertReceipt>;
  /**
   * The offsets in `[first, last]` of one partition whose rows are stored, ascending, each once even
   * when its row is there twice.
   */
  offsetsPresent(
    topic: string,
    partition: number,
    first: bigint,
    last: bigint,
  ): Promise<BigInt64Array>;
  /**
   * The greatest stored offset of a partition that is `from` or above; null when there is none. It
   * tells a new owner up to where rows may be stored already, whatever the group's commits say.
   */
  greatestOffset(topic: string, partition: number, from: bigint): Promise<bigint | null>;
  /**
   * Ends every insert that any process began under `token`, or under a token that continues it
   * behind a slash (`token/...`), and that still runs. After it has resolved, each of them either
   * took effect, and `offsetsPresent` shows it, or never will.
   */
  endInsert(token: string): Promise<void>;
}

/**
 * The storage as a durable sink.
 *
 * @throws StorageError UNSUPPORTED with the engine's own reason when it cannot be one
 */
export function asDurableSink(storage: Storage): DurableSink {
  const capability = storage.capabilities['durable-sink'];
  if (capability.status === 'unsupported') {
    throw new StorageError(
      'UNSUPPORTED',
      `${storage.identity.url} cannot take marks exactly once: ${capability.reason}`,
    );
  }
  // The contract suite holds every engine that declares the capability to the whole interface.
  return storage as DurableSink;
}
