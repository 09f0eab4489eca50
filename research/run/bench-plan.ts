import type { DatasetSpec } from '../../generators';
import {
  type InsertScenario,
  type ReadScenario,
  SCENARIOS,
  type SelectedScenarios,
} from '../scenarios';
import type { Journal } from './journal';
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
  /** What an interrupted run has measured already, and where this one records what it measures. */
  readonly journal: Journal;
}

export const BOOTSTRAP = { resamples: 2_000, confidence: 0.95 } as const;

/** The insert scenario of a run, if it has one. */
export function insertScenario({ scenarios }: BenchPlan): InsertScenario | undefined {
  return scenarios['insert-scaling'] ?? scenarios.insert;
}

/**
 * The questions of a run, and how often they are drawn: those of `read-idle`, also where that is not
 * selected and another scenario asks.
 */
export function askedQuestions({ scenarios }: BenchPlan): ReadScenario | undefined {
  const asksOtherwise =
    scenarios['read-under-insert'] ?? scenarios['insert-under-read'] ?? scenarios.durability;
  return scenarios['read-idle'] ?? (asksOtherwise && SCENARIOS['read-idle']);
}

/** A visit that is one single batch says little of a rate, so the dataset fills a batch size so often. */
const BATCHES_OF_A_DATASET = 4;

/** Batch sizes that the dataset fills several times; a quarter of the dataset where it fills none. */
export function batchSizes({ batchRows }: InsertScenario, rows: number): readonly number[] {
  const filled = batchRows.filter((size) => size * BATCHES_OF_A_DATASET <= rows);
  return filled.length > 0 ? filled : [Math.ceil(rows / BATCHES_OF_A_DATASET)];
}

/** Batches of one visit at most; at least one for each writer, as far as the dataset has them. */
export function batchesOfVisit(
  { rowsPerVisit, maxBatchesPerVisit }: InsertScenario,
  rows: number,
  batchRows: number,
  writers: number,
): number {
  const byRows = Math.floor(Math.min(rows, rowsPerVisit) / batchRows);
  const byWriters = Math.min(writers, Math.floor(rows / batchRows));
  return Math.max(1, byWriters, Math.min(byRows, maxBatchesPerVisit));
}

/** Rows that a storage holds at most in the course of the run: the dataset and what arrives under load. */
export function rowsAtMost({ scenarios, dataset, rounds }: BenchPlan): number {
  const reading = scenarios['read-under-insert'];
  const inserting = scenarios['insert-under-read'];
  const peak = reading ? (reading.peakMarksPerSecond * reading.levelMs) / 1_000 : 0;
  const halfMaximum = reading ? Math.max(reading.minArrivals, reading.maxGrowth * dataset.rows) : 0;
  const visits = inserting ? inserting.analysts.length * rounds : 0;
  const visited = inserting ? visits * inserting.batches * inserting.batchRows : 0;
  return Math.ceil(dataset.rows + peak + halfMaximum + visited);
}

/** Warm askings that every visit of a read cell makes at least. */
export function minWarmOfVisit({ minWarmAskings }: ReadScenario, rounds: number): number {
  return Math.ceil(minWarmAskings / rounds);
}
