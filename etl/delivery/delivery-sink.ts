import type { DurableInsertOptions, DurableSink, InsertReceipt } from '../../loaders';
import type { MarkColumns } from '../../marks';

/** What delivery needs of a store; one server, or shards that a partition is always the same one of. */
export interface DeliverySink extends Pick<DurableSink, 'offsetsPresent' | 'greatestOffset'> {
  insert(columns: MarkColumns, options: DurableInsertOptions): Promise<InsertReceipt>;
  /** As `DurableSink.endInsert`. @param partition whose batch the token names */
  endInsert(token: string, partition: number): Promise<void>;
}
