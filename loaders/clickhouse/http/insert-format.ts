import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { MarkColumns, MarkOrigin } from '../../../marks';
import type { InsertReceipt } from '../../storage';

export interface InsertTarget {
  readonly client: ClickHouseClient;
  /** The pinned settings and the batch's token. */
  readonly settings: ClickHouseSettings;
  /** Under which the server runs the insert; one of the client's own when left out. */
  readonly queryId?: string;
  /** Aborts when the insert is to be given up. */
  readonly abort?: AbortSignal;
}

/** One way to bring a checked batch of at least one row into view_marks. */
export type InsertFormat = (
  target: InsertTarget,
  columns: MarkColumns,
  origin?: MarkOrigin,
) => Promise<Omit<InsertReceipt, 'rows'>>;
