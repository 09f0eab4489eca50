/** Positions in ascending order from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    // Positions from + 1 to `to` are tied.
    for (let at = from; at < to; at += 1) result[order[at]!] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the products of deviations from the mean, over n. */
export function covariance(first: readonly number[], second: readonly number[]): number {
  const firstMean = meanOf(first);
  const secondMean = meanOf(second);
  return meanOf(first.map((value, index) => (value - firstMean) * (second[index]! - secondMean)));
}

/**
 * Pearson's correlation of two lists of the same length.
 *
 * @returns null below three pairs, or when either list has no spread
 */
export function pearson(first: readonly number[], second: readonly number[]): number | null {
  const spread = Math.sqrt(covariance(first, first) * covariance(second, second));
  return first.length < 3 || !(spread > 0) ? null : covariance(first, second) / spread;
}

/** Spearman's correlation: Pearson's of the {@link ranks}. @returns null as {@link pearson} */
export function spearman(first: readonly number[], second: readonly number[]): number | null {
  return pearson(ranks(first), ranks(second));
}

/** The middle value, or the mean of the two in the middle; of at least one. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
