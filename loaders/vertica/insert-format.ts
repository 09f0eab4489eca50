import type { MarkColumns } from '../../marks';
import type { VerticaConnection } from './connection';

/** What it took to hand a batch over; see `InsertReceipt`. */
export interface HandOver {
  readonly wireBytes: number;
  readonly encodeMs: number;
}

/**
 * One way to bring a batch of at least one row into view_marks, in a transaction that the caller
 * commits or rolls back.
 *
 * @throws StorageError BAD_BATCH also when the server rejects rows
 */
export type InsertFormat = (
  connection: VerticaConnection,
  columns: MarkColumns,
) => Promise<HandOver>;
