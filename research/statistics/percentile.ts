/**
 * Ascending, checked.
 *
 * @throws RangeError for no samples, or samples that are not finite
 */
export function ascending(samples: readonly number[]): Float64Array {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = Float64Array.from(samples).sort();
  if (!samples.every(Number.isFinite)) throw new RangeError('samples must be finite');
  return sorted;
}

/** {@link percentile} of samples that are in ascending order already. */
export function percentileOfSorted(sorted: Float64Array, share: number): number {
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
