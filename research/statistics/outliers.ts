import { ascending, percentileOfSorted } from './percentile';

/** Fewer samples have no quartiles worth the name. */
export const MIN_SAMPLES_FOR_OUTLIERS = 8;

export type OutlierLabel = 'inside' | 'outside' | 'far-out';

/**
 * Labels every sample by Tukey's fences ("Exploratory Data Analysis", 1977): `outside` beyond 1.5
 * interquartile ranges from the nearer quartile, `far-out` beyond 3. A label is all there is: no
 * figure of this project leaves a sample out, for a slow answer was somebody's answer.
 *
 * @returns a label for each sample, in their order; all `inside` below
 *   {@link MIN_SAMPLES_FOR_OUTLIERS} samples
 * @throws RangeError for samples that are not finite
 */
export function labelOutliers(samples: readonly number[]): readonly OutlierLabel[] {
  if (samples.length < MIN_SAMPLES_FOR_OUTLIERS) return samples.map(() => 'inside');
  const sorted = ascending(samples);
  const [lower, upper] = [percentileOfSorted(sorted, 0.25), percentileOfSorted(sorted, 0.75)];
  const range = upper - lower;
  return samples.map((sample) => {
    const distance = Math.max(lower - sample, sample - upper);
    if (distance > 3 * range) return 'far-out';
    return distance > 1.5 * range ? 'outside' : 'inside';
  });
}
