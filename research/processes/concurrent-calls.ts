import type { DatasetSpec } from '../../generators';
import type { AnswerRow } from '../../schemas';
import type { Asking } from './storage-calls';

/** Marks that are to arrive while a storage is asked; see `arrivalsAfter`. */
export interface Arrivals {
  readonly dataset: DatasetSpec;
  /** Row of the arrivals with which this call begins. */
  readonly firstRow: number;
  readonly batchRows: number;
  readonly batches: number;
  readonly format: string;
  /** Each batch's token is this and its number. */
  readonly token: string;
}

export interface ReadUnderInsertRequest {
  /** undefined: no marks arrive. */
  readonly arrivals: (Arrivals & { readonly everyMs: number }) | undefined;
  /** Asked in this order, over and over. */
  readonly askings: readonly Asking[];
  readonly askEveryMs: number;
  readonly scheduledMs: number;
}

export interface DueTimes {
  readonly dueMs: number;
  readonly waitMs: number;
  readonly elapsedMs: number;
}

export interface ReadUnderInsertResult {
  readonly arrivals: readonly DueTimes[];
  /** `asking` is the position in the request. */
  readonly answers: readonly (DueTimes & {
    readonly asking: number;
    readonly answer: readonly AnswerRow[];
  })[];
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly peakRssBytes: number;
}

export interface InsertUnderReadRequest {
  readonly arrivals: Arrivals;
  readonly analysts: number;
  /** Each analyst begins at another place of the list. */
  readonly askings: readonly Asking[];
}

export interface InsertUnderReadResult {
  /** Milliseconds of each batch. */
  readonly batchMs: readonly number[];
  readonly elapsedMs: number;
  readonly cpuMs: number;
  /** All answers that began before the last acknowledgement. */
  readonly answers: readonly { readonly asking: number; readonly answer: readonly AnswerRow[] }[];
  /** Of those, complete before the last acknowledgement. */
  readonly answersInTime: number;
  readonly peakRssBytes: number;
}

export interface LoadUntilKilledRequest {
  readonly dataset: DatasetSpec;
  readonly format: string;
  readonly batchRows: number;
  readonly token: string;
  /** Gets a byte for every acknowledged batch, before the next one begins; it outlives the process. */
  readonly acknowledgedFile: string;
}

export interface ResendBatchRequest {
  readonly dataset: DatasetSpec;
  readonly format: string;
  readonly batchRows: number;
  readonly batch: number;
  /** As of {@link LoadUntilKilledRequest}. */
  readonly token: string;
}
