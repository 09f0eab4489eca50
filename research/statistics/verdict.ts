import type { Bootstrap } from './bootstrap';
import { MIN_SAMPLES } from './estimate';
import { medianRatio, type Ratio } from './ratio';

/** What is compared: of rates the greater is the faster, of times the smaller. */
export type Quantity = 'rate' | 'time';

/**
 * What the samples say about a pair. `ratio` is always how many times as fast the first is as the
 * second, whether rates or times were compared.
 */
export type Verdict =
  | ({ readonly status: 'faster' | 'slower' } & Ratio)
  | ({
      readonly status: 'no-difference-shown';
      /** The interval holds 1, or the ratio is within what an A/A pair of this run differs by. */
      readonly because: 'interval' | 'noise-floor';
    } & Ratio)
  | { readonly status: 'too-few-samples' };

export interface Comparison {
  readonly quantity: Quantity;
  readonly bootstrap: Bootstrap;
  /** Of the run, at least 1; see `noiseFloor`. */
  readonly noiseFloor: number;
}

/**
 * Is the first faster than the second? Only if the interval of their ratio lies on one side of 1
 * and the ratio itself is beyond the noise floor.
 *
 * At a confidence of 95 % two equal engines are told apart in at most 5 of 100 comparisons (3 to 5
 * by simulation, for 5 to 30 samples of normal, skewed and heavy-tailed scatter). With a scatter of
 * 10 % and 5 samples a side a true ratio of 1.5 is found in 99 of 100 comparisons and one of 1.2 in
 * 60; with 10 samples 1.2 is found in 90. The tests hold both promises.
 *
 * @param first one value for each visit, because samples of one visit are not independent
 * @throws RangeError for samples that are not positive finite numbers
 */
export function compare(
  first: readonly number[],
  second: readonly number[],
  { quantity, bootstrap, noiseFloor }: Comparison,
): Verdict {
  if (Math.min(first.length, second.length) < MIN_SAMPLES.interval) {
    return { status: 'too-few-samples' };
  }
  const speed =
    quantity === 'rate'
      ? medianRatio(first, second, bootstrap)
      : medianRatio(second, first, bootstrap);
  if (speed.low <= 1 && speed.high >= 1) {
    return { status: 'no-difference-shown', because: 'interval', ...speed };
  }
  if (Math.max(speed.ratio, 1 / speed.ratio) <= noiseFloor) {
    return { status: 'no-difference-shown', because: 'noise-floor', ...speed };
  }
  return { status: speed.ratio > 1 ? 'faster' : 'slower', ...speed };
}
