import { seededRandom } from '../seeded-random';
import { type Bootstrap, percentileInterval, resampledMedian } from './bootstrap';
import { ascending, percentileOfSorted } from './percentile';

/** How many times as large one median is as another, with the interval that the samples leave open. */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The ratio of two medians with its percentile bootstrap interval: both sides are resampled on
 * their own, so nothing is assumed of how either scatters, nor that both scatter alike.
 *
 * The samples must be independent for the interval to hold what it promises. Samples of one visit
 * are not: give one value for each visit.
 *
 * @throws RangeError for a side without samples, or with one that is not a positive finite number
 */
export function medianRatio(
  numerator: readonly number[],
  denominator: readonly number[],
  bootstrap: Bootstrap,
): Ratio {
  const [above, below] = [ascending(numerator), ascending(denominator)];
  if (above[0]! <= 0 || below[0]! <= 0) throw new RangeError('samples must be greater than 0');
  const random = seededRandom(bootstrap.seed);
  const aboveCounts = new Uint32Array(above.length);
  const belowCounts = new Uint32Array(below.length);
  const interval = percentileInterval(
    () => resampledMedian(above, random, aboveCounts) / resampledMedian(below, random, belowCounts),
    bootstrap,
  );
  return { ratio: percentileOfSorted(above, 0.5) / percentileOfSorted(below, 0.5), ...interval };
}
