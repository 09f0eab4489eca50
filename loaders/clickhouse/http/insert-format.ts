import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { MarkColumns } from '../../../marks';
import type { InsertReceipt } from '../../storage';

export interface InsertTarget {
  readonly client: ClickHouseClient;
  /** The pinned settings and the batch's token. */
  readonly settings: ClickHouseSettings;
}

/** One way to bring a checked batch of at least one row into view_marks. */
export type InsertFormat = (
  target: InsertTarget,
  columns: MarkColumns,
) => Promise<Omit<InsertReceipt, 'rows'>>;
