import type { Estimate } from './results';
import { type Random, seededRandom } from './seeded-random';

/**
 * From how many samples on a figure is given.
 *
 * - interval: the whole range of n samples covers the true median with probability 1 - 2^(1-n), so
 *   below 5 samples (93.75 %) no interval made of them can come near 95 %.
 * - p95, p99: at least one sample is expected beyond the percentile.
 */
export const MIN_SAMPLES = { interval: 5, p95: 20, p99: 100 } as const;

export interface Bootstrap {
  /** Resamples drawn; 2,000 put the ends of a 95 % interval at the 50th resample from either side. */
  readonly resamples: number;
  /** Confidence of the interval: 0.95. */
  readonly confidence: number;
  readonly seed: number;
}

function ascending(samples: readonly number[]): Float64Array {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = Float64Array.from(samples).sort();
  if (!samples.every(Number.isFinite)) throw new RangeError('samples must be finite');
  return sorted;
}

function percentileOfSorted(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (at - below) * (high - low);
}

/**
 * The percentile by linear interpolation between the closest ranks: definition 7 of Hyndman and
 * Fan, "Sample Quantiles in Statistical Packages" (1996), the default of R and NumPy.
 *
 * @param share 0.95 for p95
 * @throws RangeError for no samples, samples that are not finite, or a share outside 0 to 1
 */
export function percentile(samples: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share ${share} is not from 0 to 1`);
  return percentileOfSorted(ascending(samples), share);
}

/** The middle sample, or the mean of the two middle ones; see {@link percentile}. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/**
 * The median of one resample of `sorted` (drawn with replacement, as many as there are). Ranks are
 * drawn and counted instead of values, so that nothing needs sorting again.
 */
function resampledMedian(sorted: Float64Array, random: Random, counts: Uint32Array): number {
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
 * The percentile bootstrap interval of the median: Efron and Tibshirani, "An Introduction to the
 * Bootstrap" (1993), chapter 13. It takes the samples as independent; those of one visit are more
 * alike than those of two, so where visits differ the true interval is wider.
 */
export function medianInterval(
  samples: readonly number[],
  { resamples, confidence, seed }: Bootstrap,
): { readonly low: number; readonly high: number } {
  const sorted = ascending(samples);
  const random = seededRandom(seed);
  const counts = new Uint32Array(sorted.length);
  const medians = Float64Array.from({ length: resamples }, () =>
    resampledMedian(sorted, random, counts),
  ).sort();
  return {
    low: percentileOfSorted(medians, (1 - confidence) / 2),
    high: percentileOfSorted(medians, (1 + confidence) / 2),
  };
}

/** Median, interval and percentiles, each where {@link MIN_SAMPLES} allows it. */
export function estimate(samples: readonly number[], bootstrap: Bootstrap): Estimate {
  const interval =
    samples.length >= MIN_SAMPLES.interval ? medianInterval(samples, bootstrap) : undefined;
  return {
    samples: samples.length,
    median: median(samples),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    p95: samples.length >= MIN_SAMPLES.p95 ? percentile(samples, 0.95) : null,
    p99: samples.length >= MIN_SAMPLES.p99 ? percentile(samples, 0.99) : null,
  };
}
