/**
 * When people watch: a day has a quiet night and a busy evening, a week a busy end.
 *
 * Only sums and products of decimals, no logarithm, power or sine anywhere in this folder: IEEE 754
 * fixes their result to the last bit, so every machine and Node version makes the same data.
 */

/** How many sessions begin in each UTC hour, relative to each other. */
const HOUR_WEIGHTS = [
  0.6, 0.35, 0.2, 0.12, 0.1, 0.12, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.95, 1.0, 1.0, 1.05, 1.2, 1.5,
  1.9, 2.3, 2.5, 2.3, 1.7, 1.1,
] as const;

/** How many sessions begin on each day of the week, Sunday first, relative to each other. */
const WEEKDAY_WEIGHTS = [1.35, 0.9, 0.85, 0.85, 0.9, 1.1, 1.4] as const;

/** The hour at which a day of the site ends: the quietest one, so that few sessions straddle it. */
export const QUIETEST_HOUR = 4;

export const HOURS_PER_DAY = 24;
export const MS_PER_HOUR = 3_600_000;

/** The cycle of activity from the first hour of the first day on. */
export class Activity {
  private readonly firstWeekday: number;

  /** @param startMs midnight UTC of the first day */
  constructor(startMs: number) {
    this.firstWeekday = new Date(startMs).getUTCDay();
  }

  /** Weight of an hour, counted from the start. */
  hourWeight(hour: number): number {
    const day = Math.floor(hour / HOURS_PER_DAY);
    return (
      HOUR_WEIGHTS[hour - day * HOURS_PER_DAY]! * WEEKDAY_WEIGHTS[(this.firstWeekday + day) % 7]!
    );
  }

  /** The summed weights of the hours [firstHour, firstHour + i) at index i, 0 to `hours` included. */
  cumulative(firstHour: number, hours: number): Float64Array {
    const sums = new Float64Array(hours + 1);
    for (let i = 0; i < hours; i++) sums[i + 1] = sums[i]! + this.hourWeight(firstHour + i);
    return sums;
  }
}

/** The index i with cumulative[i] <= value < cumulative[i + 1]; the nearest valid one outside. */
export function findInterval(cumulative: Float64Array | Uint32Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (cumulative[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * A moment by its rank: `share` 0 is the start of the hours, 1 their end, and between them every
 * hour takes up as much of the scale as its weight.
 *
 * @param cumulative as {@link Activity.cumulative} makes it
 * @param share in [0, 1)
 * @returns whole milliseconds since the first of these hours
 */
export function momentOfShare(cumulative: Float64Array, share: number): number {
  const value = share * cumulative[cumulative.length - 1]!;
  const hour = findInterval(cumulative, value);
  const from = cumulative[hour]!;
  const within = (value - from) / (cumulative[hour + 1]! - from);
  return hour * MS_PER_HOUR + Math.floor(within * MS_PER_HOUR);
}
