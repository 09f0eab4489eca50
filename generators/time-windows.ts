import { type Activity, HOURS_PER_DAY, QUIETEST_HOUR } from './activity';
import type { DatasetSpec } from './dataset-spec';

/**
 * A stretch of time whose rows are made together: the unit of random access.
 *
 * How many rows a window has follows from the spec alone (its share of the activity), so the
 * window of any row is known without generating what comes before.
 */
export interface TimeWindow {
  readonly index: number;
  /** The dataset's row with which the window begins. */
  readonly firstRow: number;
  readonly rows: number;
  /** Hours from the start of the dataset to the start of the window. */
  readonly firstHour: number;
  readonly hours: number;
}

/** A window spans several days when fewer rows than this would make sessions too short. */
const MIN_WINDOW_ROWS = 16_384;

/** Bounds the memory of a window that spans many days. */
const MAX_WINDOW_ROUNDS = 1 << 20;

const SECONDS_PER_DAY = 86_400;

function daysPerWindow(spec: DatasetSpec): number {
  const wanted = Math.ceil((spec.days * MIN_WINDOW_ROWS) / spec.rows);
  const most = Math.floor((MAX_WINDOW_ROUNDS * spec.markEveryS) / SECONDS_PER_DAY);
  return Math.max(1, Math.min(wanted, most, spec.days));
}

/** The windows of a dataset, in order, without a gap in rows or time. */
export function layOutWindows(spec: DatasetSpec, activity: Activity): readonly TimeWindow[] {
  const lastHour = spec.days * HOURS_PER_DAY;
  const step = daysPerWindow(spec) * HOURS_PER_DAY;
  const cuts = [0];
  for (let hour = step; hour < lastHour; hour += step) cuts.push(hour + QUIETEST_HOUR);
  cuts.push(lastHour);

  const weights = activity.cumulative(0, lastHour);
  const rowsBefore = (hour: number): number =>
    Math.floor(spec.rows * (weights[hour]! / weights[lastHour]!));
  return cuts.slice(1).map((endHour, index) => {
    const firstHour = cuts[index]!;
    const firstRow = rowsBefore(firstHour);
    return {
      index,
      firstRow,
      rows: rowsBefore(endHour) - firstRow,
      firstHour,
      hours: endHour - firstHour,
    };
  });
}
