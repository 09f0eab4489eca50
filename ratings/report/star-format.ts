/** Stars, or a difference of stars without its sign: two decimals. */
export function formatStars(stars: number): string {
  return stars.toFixed(2);
}

/** A number with its sign: `+0.25`, `-0.25`, and `0.00` for what would round to nothing. */
export function formatSigned(value: number, decimals = 2): string {
  const text = value.toFixed(decimals);
  if (Number(text) === 0) return (0).toFixed(decimals);
  return value > 0 ? `+${text}` : text;
}

/** A correlation, or a dash where there is none. */
export function formatCorrelation(correlation: number | null): string {
  return correlation === null ? '-' : correlation.toFixed(3);
}
