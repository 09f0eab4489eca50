import type { QuestionName } from '../../schemas';

/** How fast marks go in: every storage x its formats x batch sizes. */
export interface InsertScenario {
  readonly kind: 'insert';
  readonly about: string;
  /** Rows of a batch; sizes that the dataset cannot fill four times are left out. */
  readonly batchRows: readonly number[];
  /** Rows that one visit of a cell writes at most (at least one batch), into an empty schema. */
  readonly rowsPerVisit: number;
  /** Batches of one visit at most: more samples of a small batch would say nothing new. */
  readonly maxBatchesPerVisit: number;
  /** Timed milliseconds after which a visit begins no further batch, so that slow formats end too. */
  readonly msPerVisit: number;
  /** A cell whose one batch would take longer, by what its warm-up says, is skipped. */
  readonly batchMsLimit: number;
  /** Rows that a process inserts, apart from all samples, when it meets a format for the first time. */
  readonly warmUpRows: number;
}

/** How fast questions are answered, with parameters drawn from the data, by an idle storage. */
export interface ReadScenario {
  readonly kind: 'read';
  readonly about: string;
  readonly questions: readonly QuestionName[];
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

export type Scenario = InsertScenario | ReadScenario | SizeScenario;
