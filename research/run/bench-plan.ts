import type { DatasetSpec } from '../../generators';
import type { InsertScenario, ReadScenario, SelectedScenarios } from '../scenarios';
import type { StorageTarget } from './storage-targets';

/** All that a run does, decided before it begins. */
export interface BenchPlan {
  /** Names the run's folder and is in its results. */
  readonly runId: string;
  /** As the user would type it again. */
  readonly command: string;
  readonly scenarios: SelectedScenarios;
  readonly rounds: number;
  /** Seeds the order of cells, the drawn parameters and the bootstrap. */
  readonly seed: number;
  readonly dataset: DatasetSpec;
  readonly targets: readonly StorageTarget[];
  /** Replace view_marks and films where the user's storages hold marks already. */
  readonly overwrite: boolean;
  readonly temporaryFolder: string;
  /** See `OpenRequest`; undefined but in tests. */
  readonly opener: string | undefined;
}

/** Rows of a batch of the load: big enough for every engine's best speed, small enough for the memory of 2 GiB. */
export const LOAD_BATCH_ROWS = 100_000;

export const BOOTSTRAP = { resamples: 2_000, confidence: 0.95 } as const;

/** A visit that is one single batch says little of a rate, so the dataset fills a batch size so often. */
const BATCHES_OF_A_DATASET = 4;

/** Batch sizes that the dataset fills several times; a quarter of the dataset where it fills none. */
export function batchSizes({ batchRows }: InsertScenario, rows: number): readonly number[] {
  const filled = batchRows.filter((size) => size * BATCHES_OF_A_DATASET <= rows);
  return filled.length > 0 ? filled : [Math.ceil(rows / BATCHES_OF_A_DATASET)];
}

/** Batches of one visit at most. */
export function batchesOfVisit(
  { rowsPerVisit, maxBatchesPerVisit }: InsertScenario,
  rows: number,
  batchRows: number,
): number {
  const byRows = Math.floor(Math.min(rows, rowsPerVisit) / batchRows);
  return Math.max(1, Math.min(byRows, maxBatchesPerVisit));
}

/** Warm askings that every visit of a read cell makes at least. */
export function minWarmOfVisit({ minWarmAskings }: ReadScenario, rounds: number): number {
  return Math.ceil(minWarmAskings / rounds);
}
