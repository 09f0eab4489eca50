import type { QuestionName } from '../../schemas';
import type { CapacityInputs } from '../results';

/** How fast marks go in: every storage x its formats x batch sizes x writers. */
export interface InsertScenario {
  readonly kind: 'insert';
  readonly about: string;
  /** Rows of a batch; sizes that the dataset cannot fill four times are left out. */
  readonly batchRows: readonly number[];
  /** Inserts under way at the same time; `null`, which works in this process alone, is asked for 1 only. */
  readonly writers: readonly number[];
  /** Rows that one visit of a cell writes at most (at least one batch a writer), into an empty schema. */
  readonly rowsPerVisit: number;
  /** Batches of one visit at most: more samples of a small batch would say nothing new. */
  readonly maxBatchesPerVisit: number;
  /** Timed milliseconds after which a visit begins no further batch, so that slow formats end too. */
  readonly msPerVisit: number;
  /** A cell whose one batch would take longer, by what its warm-up says, is skipped. */
  readonly batchMsLimit: number;
  /** Rows that a process inserts, apart from all samples, when it meets a format for the first time. */
  readonly warmUpRows: number;
  /**
   * The A/A cell: for each storage its first format, one writer and the greatest batch up to this size
   * are measured twice, as if they were two cells.
   */
  readonly twinBatchRows: number;
}

/** How fast questions are answered, with parameters drawn from the data, by an idle storage. */
export interface ReadScenario {
  readonly kind: 'read';
  readonly about: string;
  readonly questions: readonly QuestionName[];
  /** The A/A cells: each of these questions is measured twice, as if it were two cells. */
  readonly twins: readonly QuestionName[];
  /** Distinct askings drawn for each question; fewer where its parameters have fewer values. */
  readonly drawsPerQuestion: number;
  /** Warm askings of one visit, at most. */
  readonly warmAskingsPerVisit: number;
  /** Warm askings over all rounds, at least; a visit asks its share even when it takes long. */
  readonly minWarmAskings: number;
  /** Milliseconds of warm answers after which a visit that has its share begins no further asking. */
  readonly msPerVisit: number;
}

/** What the dataset takes on disk once the engine has settled. */
export interface SizeScenario {
  readonly kind: 'size';
  readonly about: string;
}

/** How answers and bytes grow with the marks: smaller datasets of the same shape beside the run's own. */
export interface GrowthScenario {
  readonly kind: 'growth';
  readonly about: string;
  /** Sizes of the smaller datasets, as shares of the run's rows. */
  readonly shares: readonly number[];
  /** A share with fewer rows is left out: a fixed cost is all that it would show. */
  readonly minRows: number;
  /** Visits of each question on a smaller dataset. */
  readonly rounds: number;
}

/** The questions while marks arrive by the clock, whatever the storage does. */
export interface ReadUnderInsertScenario {
  readonly kind: 'read-under-insert';
  readonly about: string;
  /** Marks a second on the level `peak`. */
  readonly peakMarksPerSecond: number;
  /** On the level `peak` what arrived is sent so often; also the shortest interval of `half-maximum`. */
  readonly peakBatchEveryMs: number;
  /** Batch of the level `half-maximum`. */
  readonly maximumBatchRows: number;
  /** Milliseconds of each level's schedule. */
  readonly levelMs: number;
  /** The level `half-maximum` ends when so many times the dataset's rows have arrived, and at least `minArrivals`. */
  readonly maxGrowth: number;
  readonly minArrivals: number;
  /** Milliseconds between two askings, at least. */
  readonly minAskEveryMs: number;
  /** Askings are due so many times less often than the quiet storage could answer them one after the other. */
  readonly askEveryTimesIdle: number;
}

/** Insert speed while analysts ask, each one question after the other. */
export interface InsertUnderReadScenario {
  readonly kind: 'insert-under-read';
  readonly about: string;
  readonly analysts: readonly number[];
  readonly batchRows: number;
  /** Of one visit. */
  readonly batches: number;
}

/** kill -9 of the engine's process in the middle of a load. */
export interface DurabilityScenario {
  readonly kind: 'durability';
  readonly about: string;
  readonly trials: number;
  readonly batchRows: number;
  /** The kill comes after so many acknowledged batches, drawn between the two, and within the next one. */
  readonly killAfterBatches: { readonly from: number; readonly to: number };
}

/** What the measured figures mean for the site: computed, nothing is run. */
export interface CapacityScenario {
  readonly kind: 'capacity';
  readonly about: string;
  readonly inputs: CapacityInputs;
}

export type Scenario =
  | InsertScenario
  | ReadScenario
  | SizeScenario
  | GrowthScenario
  | ReadUnderInsertScenario
  | InsertUnderReadScenario
  | DurabilityScenario
  | CapacityScenario;
