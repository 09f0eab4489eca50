import type { DatasetSpec } from '../../generators';
import type { StorageCapabilities, StorageIdentity, StorageSize } from '../../loaders';
import type { AnswerRow, QuestionName, QuestionParameters } from '../../schemas';
import type { Call } from './calls';
import type {
  InsertUnderReadRequest,
  InsertUnderReadResult,
  LoadUntilKilledRequest,
  ReadUnderInsertRequest,
  ReadUnderInsertResult,
  ResendBatchRequest,
} from './concurrent-calls';

export interface OpenRequest {
  readonly url: string;
  /** Path of the module whose `openStorage` opens it; the loaders' door unless a test injects another. */
  readonly opener: string | undefined;
}

export interface OpenedStorage {
  readonly identity: StorageIdentity;
  readonly capabilities: StorageCapabilities;
  readonly formats: readonly string[];
  readonly openMs: number;
  readonly rssAfterOpenBytes: number;
}

export interface WarmUpRequest {
  readonly dataset: DatasetSpec;
  readonly format: string;
  readonly rows: number;
  readonly token: string;
}

export interface InsertVisitRequest {
  readonly dataset: DatasetSpec;
  readonly format: string;
  readonly batchRows: number;
  readonly maxBatches: number;
  /** Inserts under way at the same time. */
  readonly writers: number;
  /** No further batch begins once the timed batches together took so long. */
  readonly msPerVisit: number;
  /** Each batch's token is this and its number. */
  readonly token: string;
}

export interface BatchSample {
  readonly writer: number;
  readonly rows: number;
  readonly elapsedMs: number;
  readonly encodeMs: number;
  readonly serverMs: number;
  readonly wireBytes: number;
}

export interface InsertVisitResult {
  readonly batches: readonly BatchSample[];
  readonly rows: number;
  readonly elapsedMs: number;
  readonly generateMs: number;
  readonly cpuMs: number;
  readonly peakRssBytes: number;
  /** What the process keeps when the visit is over. */
  readonly rssAfterBytes: number;
}

export interface LoadRequest {
  readonly dataset: DatasetSpec;
  readonly format: string;
  readonly batchRows: number;
  readonly writers: number;
  readonly token: string;
}

export interface LoadResult {
  readonly rows: number;
  readonly elapsedMs: number;
  readonly generateMs: number;
  readonly encodeMs: number;
  readonly serverMs: number;
  readonly cpuMs: number;
  readonly wireBytes: number;
  /** Merges or checkpoint after the last acknowledgement, and the size that they leave. */
  readonly settleMs: number;
  readonly settleCpuMs: number;
  readonly size: StorageSize;
  readonly peakRssBytes: number;
}

/** A question with every parameter that makes its answer. */
export interface Asking {
  readonly question: QuestionName;
  readonly parameters: QuestionParameters;
}

export interface ReadVisitRequest {
  /** At least two of one question: the first is the first touch, the others are warm. */
  readonly askings: readonly Asking[];
  readonly minWarm: number;
  readonly msPerVisit: number;
}

export interface AnswerSample {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly answer: readonly AnswerRow[];
}

export interface ReadVisitResult {
  /** In the order of the request; fewer where the time ran out. */
  readonly answers: readonly AnswerSample[];
  readonly peakRssBytes: number;
}

/** What a storage's process does. `open` comes first; a process holds one storage. */
// A type alias, because an interface has no index signature and would not be a CallMap.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type StorageCalls = {
  readonly open: Call<OpenRequest, OpenedStorage>;
  /** Marks in the storage; 0 where the schema is missing. */
  readonly 'count-marks': Call<undefined, number>;
  /** Inserts the first rows twice into an empty schema; resolves to the second time in milliseconds. */
  readonly 'warm-up': Call<WarmUpRequest, number>;
  /** Inserts the dataset's first rows into an empty schema. */
  readonly insert: Call<InsertVisitRequest, InsertVisitResult>;
  /** Inserts the whole dataset and the catalogue into an empty schema; progress in rows. */
  readonly load: Call<LoadRequest, LoadResult>;
  readonly answer: Call<Asking, readonly AnswerRow[]>;
  readonly read: Call<ReadVisitRequest, ReadVisitResult>;
  /** Milliseconds an answer, the second time that all are asked one after the other. */
  readonly 'idle-answer-ms': Call<readonly Asking[], number>;
  /** Asks by the clock while marks arrive by the clock. */
  readonly 'read-under-insert': Call<ReadUnderInsertRequest, ReadUnderInsertResult>;
  /** Inserts arriving marks as fast as they go while analysts ask as fast as they are answered. */
  readonly 'insert-under-read': Call<InsertUnderReadRequest, InsertUnderReadResult>;
  /** Loads whole batches into an empty schema, and is not expected to come to the end; progress in batches. */
  readonly 'load-until-killed': Call<LoadUntilKilledRequest, undefined>;
  /** Inserts one batch of `load-until-killed` under its token. */
  readonly 'resend-batch': Call<ResendBatchRequest, undefined>;
  readonly 'drop-schema': Call<undefined, undefined>;
  readonly close: Call<undefined, undefined>;
};
