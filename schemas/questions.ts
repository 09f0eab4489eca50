/**
 * The analysts' questions: names, parameters and result columns, the same for every engine.
 *
 * Terms. A *viewer of a film* is a (user_id, film_id) pair with at least one mark. Its *max
 * position* is the greatest position_s of its marks; its *last position* is the position_s of the
 * mark with the greatest event_time, and of several with that time the greatest position_s. A
 * *known film* has a row in `films`. Days and hours are UTC. A re-sent mark is a row of its own in
 * a raw table, so `marks` columns count rows as received; every other answer is the same whether a
 * mark arrived once or twice.
 */

/** Types of parameters and of result cells, and how a cell of that type looks in TypeScript. */
export interface CellTypes {
  /** Lower-case canonical text. */
  uuid: string;
  text: string;
  /** `YYYY-MM-DD`. */
  date: string;
  /** ISO 8601 with milliseconds and Z: `2026-01-31T23:59:59.999Z`. */
  timestamp: string;
  /** A whole number within ±(2^53 - 1). */
  integer: number;
  /** An IEEE 754 double. */
  real: number;
}

export type CellType = keyof CellTypes;

export interface ParameterDefinition {
  readonly type: 'uuid' | 'date' | 'integer' | 'real';
  /** Used when the caller gives none; a parameter without it is required. */
  readonly defaultValue?: string | number;
  /** Of an integer; 0 when left out. */
  readonly minimum?: number;
  readonly about: string;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: CellType;
  readonly nullable?: true;
}

export interface QuestionDefinition {
  /** The question in one plain sentence. */
  readonly about: string;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly columns: readonly ColumnDefinition[];
  /** `aggregate` reads all marks (or all of a period), `lookup` those of one viewer or film. */
  readonly kind: 'aggregate' | 'lookup';
}

const MIN_VIEWERS = {
  type: 'integer',
  defaultValue: 10,
  about: 'films with fewer viewers are left out',
} as const;
const LIMIT = { type: 'integer', defaultValue: 20, about: 'greatest number of rows' } as const;
const FROM_DAY = { type: 'date', about: 'first day of the period, UTC' } as const;
const TO_DAY = { type: 'date', about: 'last day of the period, UTC, included' } as const;

export const QUESTIONS = {
  /** completion = sum(min(max position, duration)) / (viewers * duration): whole numbers but for the one division, so that every engine gives the same double. Known films only. Order: completion desc, viewers desc, film_id text asc. */
  'most-watched-films': {
    about: 'Which films are watched to the end?',
    parameters: { min_viewers: MIN_VIEWERS, limit: LIMIT },
    columns: [
      { name: 'film_id', type: 'uuid' },
      { name: 'title', type: 'text' },
      { name: 'viewers', type: 'integer' },
      { name: 'completion', type: 'real' },
    ],
    kind: 'aggregate',
  },
  /** A viewer is unfinished when max position < finish_line * duration (as doubles). unfinished_share = unfinished_viewers / viewers. median_stop_s is the lower median (element ceil(n/2), 1-based, of the sorted values) of the unfinished viewers' last positions; null where there are none. Known films only. Order: unfinished_share desc, viewers desc, film_id text asc. */
  'unfinished-films': {
    about: 'Which films are not watched to the end, and where is the median stop?',
    parameters: {
      min_viewers: MIN_VIEWERS,
      finish_line: {
        type: 'real',
        defaultValue: 0.9,
        about: 'share of the duration from which on a film counts as watched to the end',
      },
      limit: LIMIT,
    },
    columns: [
      { name: 'film_id', type: 'uuid' },
      { name: 'title', type: 'text' },
      { name: 'viewers', type: 'integer' },
      { name: 'unfinished_viewers', type: 'integer' },
      { name: 'unfinished_share', type: 'real' },
      { name: 'median_stop_s', type: 'integer', nullable: true },
    ],
    kind: 'aggregate',
  },
  /** Histogram of last positions: bucket_start_s = floor(last position / bucket_s) * bucket_s; empty buckets are left out. Order: bucket_start_s. */
  'stop-moments': {
    about: 'At which moments do people stop watching one film?',
    parameters: {
      film_id: { type: 'uuid', about: 'the film' },
      bucket_s: {
        type: 'integer',
        defaultValue: 60,
        minimum: 1,
        about: 'width of a bucket in seconds',
      },
    },
    columns: [
      { name: 'bucket_start_s', type: 'integer' },
      { name: 'viewers', type: 'integer' },
    ],
    kind: 'lookup',
  },
  /** The last position and the time of that mark; no row when the user never saw the film. */
  'resume-point': {
    about: 'Where does a viewer go on with a film?',
    parameters: {
      user_id: { type: 'uuid', about: 'the viewer' },
      film_id: { type: 'uuid', about: 'the film' },
    },
    columns: [
      { name: 'position_s', type: 'integer' },
      { name: 'event_time', type: 'timestamp' },
    ],
    kind: 'lookup',
  },
  /** Every film of one user, unknown ones too (title and completion null). completion = min(max position, duration) / duration. Order: last_event_time desc, film_id text asc. */
  'viewer-history': {
    about: 'What has a viewer watched, how far, and when last?',
    parameters: { user_id: { type: 'uuid', about: 'the viewer' }, limit: LIMIT },
    columns: [
      { name: 'film_id', type: 'uuid' },
      { name: 'title', type: 'text', nullable: true },
      { name: 'last_event_time', type: 'timestamp' },
      { name: 'last_position_s', type: 'integer' },
      { name: 'max_position_s', type: 'integer' },
      { name: 'completion', type: 'real', nullable: true },
    ],
    kind: 'lookup',
  },
  /** Rows as received, by the UTC day of event_time; days without marks are left out. Order: day. */
  'marks-per-day': {
    about: 'How many marks arrive a day?',
    parameters: { from_day: FROM_DAY, to_day: TO_DAY },
    columns: [
      { name: 'day', type: 'date' },
      { name: 'marks', type: 'integer' },
    ],
    kind: 'aggregate',
  },
  /** Exact distinct user_id by the UTC day of event_time. Order: day. */
  'unique-viewers-per-day': {
    about: 'How many different viewers are there a day?',
    parameters: { from_day: FROM_DAY, to_day: TO_DAY },
    columns: [
      { name: 'day', type: 'date' },
      { name: 'viewers', type: 'integer' },
    ],
    kind: 'aggregate',
  },
  /** Joined with the catalogue; a film counts for each of its genres. viewers = (user, film) pairs; completion = mean over these pairs of min(max position, duration) / duration. Order: genre. */
  'completion-by-genre': {
    about: 'Which genres are watched to the end?',
    parameters: {},
    columns: [
      { name: 'genre', type: 'text' },
      { name: 'films', type: 'integer' },
      { name: 'viewers', type: 'integer' },
      { name: 'completion', type: 'real' },
    ],
    kind: 'aggregate',
  },
  /** Rows as received, by UTC hour of the day and platform, over a period of days. Order: hour, platform text. */
  'platform-by-hour': {
    about: 'On which platforms do people watch at which hour of the day?',
    parameters: { from_day: FROM_DAY, to_day: TO_DAY },
    columns: [
      { name: 'hour', type: 'integer' },
      { name: 'platform', type: 'text' },
      { name: 'marks', type: 'integer' },
    ],
    kind: 'aggregate',
  },
  /** Films that have marks and no row in `films`. Order: marks desc, film_id text asc. */
  'marks-of-unknown-films': {
    about: 'Which marks name a film that the catalogue does not have?',
    parameters: { limit: LIMIT },
    columns: [
      { name: 'film_id', type: 'uuid' },
      { name: 'marks', type: 'integer' },
      { name: 'viewers', type: 'integer' },
      { name: 'first_event_time', type: 'timestamp' },
      { name: 'last_event_time', type: 'timestamp' },
    ],
    kind: 'aggregate',
  },
} as const satisfies Record<string, QuestionDefinition>;

export type QuestionName = keyof typeof QUESTIONS;

export const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly QuestionName[];

export type CellValue = string | number | null;

/** A result row: one cell for each column of the question, by column name. */
export type AnswerRow = Readonly<Record<string, CellValue>>;

export type QuestionParameters = Readonly<Record<string, string | number>>;

/** The definition of a question, without its literal type. */
export function questionDefinition(name: QuestionName): QuestionDefinition {
  return QUESTIONS[name];
}
