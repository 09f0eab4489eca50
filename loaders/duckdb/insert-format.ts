import type { DuckDBConnection } from '@duckdb/node-api';
import type { MarkColumns } from '../../marks';
import type { MarkChunk } from './mark-chunk';

export interface InsertTarget {
  /** In a transaction, which the caller commits or rolls back. */
  readonly connection: DuckDBConnection;
  /** Folder for temporary files of this process. */
  readonly temporaryFolder: string;
  /** For whoever fills it and hands it over in one turn of the event loop. */
  readonly chunk: MarkChunk;
}

/** What it took to hand a batch over; see `InsertReceipt`. */
export interface HandOver {
  readonly wireBytes: number;
  readonly encodeMs: number;
}

/** One way to bring a batch of at least one row into view_marks. */
export type InsertFormat = (target: InsertTarget, columns: MarkColumns) => Promise<HandOver>;
