import type { DatasetSpec } from '../../generators';
import type { AnswerRow, QuestionName } from '../../schemas';
import type { Call } from './calls';
import type { Asking } from './storage-calls';

export interface ReferenceRequest {
  readonly dataset: DatasetSpec;
  /** Seeds the drawn parameters. */
  readonly seed: number;
  readonly questions: readonly QuestionName[];
  readonly drawsPerQuestion: number;
}

/** An asking with the oracle's answer. */
export interface AnsweredAsking extends Asking {
  readonly expected: readonly AnswerRow[];
}

export interface Reference {
  readonly films: number;
  /** Users with at least one mark. */
  readonly viewers: number;
  readonly viewerFilmPairs: number;
  /** ISO 8601. */
  readonly firstEventTime: string;
  readonly lastEventTime: string;
  readonly contentHash: string;
  readonly generateRowsPerSecond: number;
  readonly askings: readonly AnsweredAsking[];
}

export interface AnswersAtRequest {
  readonly dataset: DatasetSpec;
  /** Rows that follow the dataset's; see `arrivalsAfter`. */
  readonly arrivals: DatasetSpec | undefined;
  readonly askings: readonly Asking[];
  /** Ascending numbers of rows, counted over the dataset and the arrivals behind it. */
  readonly rows: readonly number[];
}

/** What the reference process does: it never sees a storage. */
// A type alias, because an interface has no index signature and would not be a CallMap.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type ReferenceCalls = {
  /** Generates the dataset once; progress in rows. */
  readonly reference: Call<ReferenceRequest, Reference>;
  /** The right answers after so many rows: by number of rows, then by asking; progress in rows. */
  readonly 'answers-at': Call<AnswersAtRequest, readonly (readonly (readonly AnswerRow[])[])[]>;
};
