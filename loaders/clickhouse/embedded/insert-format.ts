import type { Session } from 'chdb';
import type { MarkColumns, MarkOrigin } from '../../../marks';
import type { InsertReceipt } from '../../storage';
import type { Engine } from './engine';

export interface InsertTarget {
  readonly engine: Engine;
  readonly session: Session;
  /** The pinned settings and the batch's token. */
  readonly settings: Readonly<Record<string, string>>;
  /** Folder for temporary files of this storage. */
  readonly temporaryFolder: string;
}

/** One way to bring a checked batch of at least one row into view_marks. */
export type InsertFormat = (
  target: InsertTarget,
  columns: MarkColumns,
  origin?: MarkOrigin,
) => Promise<Omit<InsertReceipt, 'rows'>>;
