import { BadInputError } from '../errors';

/** What a dataset should look like. Everything but `rows` has a default. */
export interface DatasetOptions {
  /** Marks in total, re-sent ones included; 1 to 10,000,000,000. */
  readonly rows: number;
  /** Whole number from 0 to 2^32 - 1. @default 1 */
  readonly seed?: number;
  /** Films in the catalogue. @default one for every 5,000 marks, at least 50 and at most 20,000 */
  readonly films?: number;
  /** People who may watch. @default one for every 250 marks, at least 20 */
  readonly viewers?: number;
  /** First day, `YYYY-MM-DD`, UTC. @default 2026-01-01 */
  readonly startDay?: string;
  /** Days that the marks are spread over. @default 30, or as many as keep a day below 4,000,000 marks */
  readonly days?: number;
  /** Seconds of playing between two marks of a session, 1 to 600. @default 30 */
  readonly markEveryS?: number;
  /** Share of marks, copies aside, that arrive at least ten minutes late, 0 to 0.5. @default 0.01 */
  readonly lateShare?: number;
  /** Share of marks, copies aside, that marks up to a minute newer overtake, 0 to 0.5. @default 0.02 */
  readonly outOfOrderShare?: number;
  /** Share of marks that are copies of an earlier mark, mark_id included, 0 to 0.5. @default 0.01 */
  readonly resentShare?: number;
  /** Share of marks whose film the catalogue does not have, 0 to 1. @default 0.002 */
  readonly unknownFilmShare?: number;
}

/** A dataset described in full: every option filled in and checked, frozen. */
export type DatasetSpec = Readonly<Required<DatasetOptions>>;

/** A mark that arrives this long after a newer one is late; below that it is out of order. */
export const LATE_FROM_MS = 600_000;

/** A mark that is out of order is overtaken by marks at most this much newer. */
export const OUT_OF_ORDER_UP_TO_MS = 60_000;

const MS_PER_DAY = 86_400_000;
const MAX_ROWS = 10_000_000_000;
/** What one day's sessions take in memory while it is generated is bounded by this. */
const MAX_ROWS_PER_DAY = 100_000_000;
const DEFAULT_MAX_ROWS_PER_DAY = 4_000_000;
const MAX_DAYS = 3_660;

const FIRST_DAY = '1970-01-01';
const LAST_DAY = '2199-12-31';

function between(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function checkNumber(
  field: keyof DatasetOptions,
  value: number,
  [min, max]: readonly [min: number, max: number],
  kind: 'whole number' | 'share',
): number {
  const fits = value >= min && value <= max && (kind === 'share' || Number.isInteger(value));
  if (!fits) {
    throw new BadInputError(
      field,
      `${value} is not a ${kind} from ${min} to ${max}`,
      `give a ${kind} in that range`,
    );
  }
  return value;
}

function checkPeriod(startDay: string, days: number): void {
  const startMs = Date.parse(`${startDay}T00:00:00Z`);
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(startDay) &&
    !Number.isNaN(startMs) &&
    new Date(startMs).toISOString().startsWith(startDay);
  const lastDayMs = startMs + (days - 1) * MS_PER_DAY;
  if (!isDay || startDay < FIRST_DAY || lastDayMs > Date.parse(LAST_DAY)) {
    throw new BadInputError(
      'startDay',
      `${JSON.stringify(startDay)} and ${days} days are not a period from ${FIRST_DAY} to ${LAST_DAY}`,
      'give a calendar day as YYYY-MM-DD',
    );
  }
}

/**
 * Checks the options and fills in the rest.
 *
 * With the defaults a viewer of a film leaves about 80 marks (one every 30 seconds), so there is
 * one (viewer, film) pair for every 80 rows, and a viewer watches about three films.
 *
 * @throws BadInputError naming the field, its value and what is allowed
 */
export function describeDataset(options: DatasetOptions): DatasetSpec {
  const rows = checkNumber('rows', options.rows, [1, MAX_ROWS], 'whole number');
  const {
    seed = 1,
    films = between(Math.round(rows / 5_000), 50, 20_000),
    viewers = Math.max(20, Math.round(rows / 250)),
    startDay = '2026-01-01',
    days = Math.max(30, Math.ceil(rows / DEFAULT_MAX_ROWS_PER_DAY)),
    markEveryS = 30,
    lateShare = 0.01,
    outOfOrderShare = 0.02,
    resentShare = 0.01,
    unknownFilmShare = 0.002,
  } = options;
  checkNumber('seed', seed, [0, 2 ** 32 - 1], 'whole number');
  checkNumber('films', films, [1, 1_000_000], 'whole number');
  checkNumber('viewers', viewers, [1, 100_000_000], 'whole number');
  checkNumber('days', days, [1, MAX_DAYS], 'whole number');
  checkNumber('markEveryS', markEveryS, [1, 600], 'whole number');
  checkNumber('lateShare', lateShare, [0, 0.5], 'share');
  checkNumber('outOfOrderShare', outOfOrderShare, [0, 0.5], 'share');
  checkNumber('resentShare', resentShare, [0, 0.5], 'share');
  checkNumber('unknownFilmShare', unknownFilmShare, [0, 1], 'share');
  checkPeriod(startDay, days);
  if (rows / days > MAX_ROWS_PER_DAY) {
    throw new BadInputError(
      'days',
      `${rows} rows in ${days} days are more than ${MAX_ROWS_PER_DAY} a day`,
      `give at least ${Math.ceil(rows / MAX_ROWS_PER_DAY)} days`,
    );
  }
  return Object.freeze({
    rows,
    seed,
    films,
    viewers,
    startDay,
    days,
    markEveryS,
    lateShare,
    outOfOrderShare,
    resentShare,
    unknownFilmShare,
  });
}
