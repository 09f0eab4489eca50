import type { MarkColumns } from '../marks';
import type { InsertOptions, InsertReceipt, Storage } from './storage';

/** Where the marks of a batch came from; kept with each row as `_topic`, `_partition`, `_offset`. */
export interface MarkOrigin {
  readonly topic: string;
  readonly partition: number;
  /** One for each row, strictly ascending. Gaps are allowed: not every record is a mark. */
  readonly offsets: BigInt64Array;
}

export interface DurableInsertOptions extends InsertOptions {
  readonly origin: MarkOrigin;
  /**
   * Wall milliseconds after which the insert is given up with TIMEOUT; whether it took effect is
   * then unknown until `endInsert` has resolved and `offsetsPresent` was asked.
   */
  readonly deadlineMs?: number;
}

/**
 * A storage that can prove what it holds: what the ETL needs beside `Storage` to deliver each record
 * exactly once. State is nowhere else: a row and its offset are one row of one atomic insert.
 */
export interface DurableSink extends Storage {
  /** As `Storage.insert`; the batch is all of one month, and stored with its offsets or not at all. */
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
   * Ends the insert that any process began under this token, if it still runs. After it has resolved,
   * that attempt either took effect, and `offsetsPresent` shows it, or never will.
   */
  endInsert(token: string): Promise<void>;
}
