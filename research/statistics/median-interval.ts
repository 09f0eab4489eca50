import { seededRandom } from '../seeded-random';
import { type Bootstrap, type Interval, percentileInterval, resampledMedian } from './bootstrap';
import { ascending } from './percentile';

/**
 * The bootstrap interval of the median. It takes the samples as independent; those of one visit are
 * more alike than those of two, so where visits differ the true interval is wider.
 *
 * @throws RangeError for no samples, or samples that are not finite
 */
export function medianInterval(samples: readonly number[], bootstrap: Bootstrap): Interval {
  const sorted = ascending(samples);
  const random = seededRandom(bootstrap.seed);
  const counts = new Uint32Array(sorted.length);
  return percentileInterval(() => resampledMedian(sorted, random, counts), bootstrap);
}
