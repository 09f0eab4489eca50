import type { AxisScale } from '../../../reports';

const STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000];
const MOST_TICKS = 6;

/** A linear scale that holds all values, with at most seven ticks at round numbers. */
export function valueScale(values: readonly number[]): AxisScale {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const step =
    STEPS.find((size) => (high - low) / size <= MOST_TICKS - 1) ?? (high - low) / (MOST_TICKS - 1);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
  return { type: 'linear', domain: [ticks[0]!, ticks.at(-1)!], ticks };
}
