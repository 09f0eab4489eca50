import { formatTick } from '../number-format';

/** A scale with its ticks, computed here because the drawing must not depend on measured text. */
export interface AxisScale {
  readonly type: 'log' | 'linear';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

const MAX_TICKS = 6;

/** The leading digits times powers of ten, from one below `from` to one above `to` and beyond. */
function roundNumbers(from: number, to: number, leading: readonly number[]): number[] {
  // One more at either end: the logarithm of 9,999,999,999.99998 is 10.
  const first = Math.floor(Math.log10(from)) - 1;
  const last = Math.ceil(Math.log10(to)) + 1;
  const numbers = [];
  for (let exponent = first; exponent <= last; exponent += 1) {
    for (const digit of leading) numbers.push(Number(`${digit}e${exponent}`));
  }
  return numbers;
}

/**
 * A logarithmic scale from the round number (1, 2 or 5 times a power of ten) at or below the least
 * value to the one at or above the greatest, with at most six ticks.
 *
 * @param values greater than 0, at least one
 */
export function logScale(values: readonly number[]): AxisScale {
  const round = roundNumbers(Math.min(...values), Math.max(...values), [1, 2, 5]);
  const low = round.findLast((number) => number <= Math.min(...values))!;
  const high = round.find((number) => number >= Math.max(...values))!;
  const domain = low === high ? ([low, high * 2] as const) : ([low, high] as const);
  const within = (number: number): boolean => number >= domain[0] && number <= domain[1];
  const candidates = [[1, 2, 5], [1, 3], [1]].map((leading) =>
    roundNumbers(domain[0], domain[1], leading).filter(within),
  );
  const powers = candidates[2]!;
  const step = Math.ceil(powers.length / MAX_TICKS);
  const ticks =
    candidates.find(({ length }) => length >= 2 && length <= MAX_TICKS) ??
    powers.filter((_, at) => at % step === 0);
  return { type: 'log', domain, ticks };
}

/** A linear scale from 0 to the greatest value, with ticks at round numbers. */
export function linearScale(greatest: number): AxisScale {
  const top = greatest > 0 ? greatest : 1;
  const step = roundNumbers(top / 100, top, [1, 2, 5]).find((number) => top / number <= 4)!;
  const ticks = [];
  for (let at = 0; at * step <= top; at += 1) ticks.push(Number((at * step).toPrecision(12)));
  return { type: 'linear', domain: [0, top], ticks };
}

/**
 * The scale as a Vega-Lite position without its field: round ticks, labelled in this report's own
 * number format. Every layer of a drawing must have the same one, for Vega-Lite merges their axes.
 */
export function scaledPosition({ type, domain, ticks }: AxisScale, title: string) {
  const labels = Object.fromEntries(ticks.map((tick) => [tick, formatTick(tick)]));
  return {
    type: 'quantitative' as const,
    scale: { type, domain: [...domain], nice: false },
    axis: { values: [...ticks], labelExpr: `(${JSON.stringify(labels)})[datum.value]`, title },
  };
}
