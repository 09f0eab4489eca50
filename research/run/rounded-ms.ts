/** Milliseconds to 0.1 microseconds: finer than any clock here tells, and half the size as text. */
export function roundedMs(milliseconds: number): number {
  return Math.round(milliseconds * 1e4) / 1e4;
}
