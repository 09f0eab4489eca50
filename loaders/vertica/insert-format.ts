import type { MarkColumns, MarkOrigin } from '../../marks';
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
 * @throws RejectedRowsError when the server rejects rows of a load
 */
export type InsertFormat = (
  connection: VerticaConnection,
  columns: MarkColumns,
  origin: MarkOrigin | undefined,
) => Promise<HandOver>;
