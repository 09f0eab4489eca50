import type { Random } from '../seeded-random';
import { percentileOfSorted } from './percentile';

export interface Bootstrap {
  /** Resamples drawn; 2,000 put the ends of a 95 % interval at the 50th resample from either side. */
  readonly resamples: number;
  /** Confidence of the interval: 0.95. */
  readonly confidence: number;
  readonly seed: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The median of one resample of `sorted` (drawn with replacement, as many as there are). Ranks are
 * drawn and counted instead of values, so that nothing needs sorting again.
 *
 * @param counts as long as `sorted`; overwritten
 */
export function resampledMedian(sorted: Float64Array, random: Random, counts: Uint32Array): number {
  const n = sorted.length;
  counts.fill(0);
  for (let draw = 0; draw < n; draw++) {
    const rank = Math.floor(random() * n);
    counts[rank] = counts[rank]! + 1;
  }
  const lowerMiddle = Math.floor((n - 1) / 2);
  let rank = 0;
  let seen = counts[0]!;
  while (seen <= lowerMiddle) seen += counts[++rank]!;
  const lower = sorted[rank]!;
  if (n % 2 === 1) return lower;
  while (seen <= lowerMiddle + 1) seen += counts[++rank]!;
  return (lower + sorted[rank]!) / 2;
}

/**
 * The percentile bootstrap interval of what `draw` computes from one resample: Efron and Tibshirani,
 * "An Introduction to the Bootstrap" (1993), chapter 13.
 */
export function percentileInterval(
  draw: () => number,
  { resamples, confidence }: Bootstrap,
): Interval {
  const drawn = Float64Array.from({ length: resamples }, draw).sort();
  return {
    low: percentileOfSorted(drawn, (1 - confidence) / 2),
    high: percentileOfSorted(drawn, (1 + confidence) / 2),
  };
}
