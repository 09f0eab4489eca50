import { seededRandom } from '../seeded-random';
import { type Bootstrap, percentileInterval, resampledMedian } from './bootstrap';
import { MIN_SAMPLES } from './estimate';
import { ascending, percentileOfSorted } from './percentile';

/** What was measured at one size. */
export interface SizedSamples {
  /** Rows, greater than 0. */
  readonly size: number;
  /** Times or bytes, greater than 0, one value for each visit. */
  readonly samples: readonly number[];
}

/** How an amount grows with the rows: as rows to the power of `exponent`. */
export interface GrowthExponent {
  readonly exponent: number;
  /** Bootstrap interval; null where a size has fewer than 5 samples. */
  readonly low: number | null;
  readonly high: number | null;
}

function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

/**
 * The exponent of growth: the slope of the least squares line through the medians, both logarithmic.
 * 0 means that the amount does not grow with the rows, 1 that it grows as they do.
 *
 * @param measured at least two distinct sizes
 * @throws RangeError for fewer sizes, or for sizes and samples that are not positive finite numbers
 */
export function growthExponent(
  measured: readonly SizedSamples[],
  bootstrap: Bootstrap,
): GrowthExponent {
  if (new Set(measured.map(({ size }) => size)).size < 2) {
    throw new RangeError('growth takes at least two sizes');
  }
  const levels = measured.map(({ size, samples }) => {
    const sorted = ascending(samples);
    if (!(size > 0) || sorted[0]! <= 0) throw new RangeError('sizes and samples must exceed 0');
    return { x: Math.log(size), sorted, counts: new Uint32Array(sorted.length) };
  });
  const exponent = slope(
    levels.map(({ x, sorted }) => ({ x, y: Math.log(percentileOfSorted(sorted, 0.5)) })),
  );
  if (levels.some(({ sorted }) => sorted.length < MIN_SAMPLES.interval)) {
    return { exponent, low: null, high: null };
  }
  const random = seededRandom(bootstrap.seed);
  const draw = (): number =>
    slope(
      levels.map(({ x, sorted, counts }) => ({
        x,
        y: Math.log(resampledMedian(sorted, random, counts)),
      })),
    );
  return { exponent, ...percentileInterval(draw, bootstrap) };
}
