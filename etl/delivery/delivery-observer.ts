import type { Batch } from './batch';
import type { ErrorClass } from './error-classes';

/** What was tried when something failed. */
export type Step = 'recover' | 'dead-letters' | 'commit' | 'insert' | 'read-back';

/** Sees everything that happens to a process's partitions; for metrics and logs. */
export interface DeliveryObserver {
  /** Records were taken over. `lag`: offsets between them and the partition's end. */
  taken?(partition: number, records: { readonly bytes: number; readonly lag: number }): void;
  sealed?(batch: Batch): void;
  /** One insert was acknowledged. */
  inserted?(partition: number, insert: { readonly rows: number; readonly elapsedMs: number }): void;
  /** Every row of a batch is in the store. `averted`: those that were there already. */
  stored?(
    batch: Batch,
    outcome: { readonly averted: number; readonly ageMs: number; readonly lag: number },
  ): void;
  lettersWritten?(batch: Batch): void;
  retried?(partition: number, step: Step, errorClass: ErrorClass, error: Error): void;
  assigned?(partition: number): void;
  recovered?(
    partition: number,
    found: { readonly from: number; readonly intent: boolean; readonly storedUpTo: number | null },
  ): void;
  revoked?(partition: number): void;
  /** Records that Kafka deleted before they were stored, and that were skipped as the options allow. */
  skippedLost?(partition: number, records: number): void;
  warned?(line: string): void;
}
