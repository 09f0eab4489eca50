import type { Estimate } from '../results';
import type { Bootstrap } from './bootstrap';
import { medianInterval } from './median-interval';
import { median, percentile } from './percentile';

/**
 * From how many samples on a figure is given.
 *
 * - interval: the whole range of n samples covers the true median with probability 1 - 2^(1-n), so
 *   below 5 samples (93.75 %) no interval made of them can come near 95 %.
 * - p95, p99: at least one sample is expected beyond the percentile.
 */
export const MIN_SAMPLES = { interval: 5, p95: 20, p99: 100 } as const;

/** Median, interval and percentiles, each where {@link MIN_SAMPLES} allows it. */
export function estimate(samples: readonly number[], bootstrap: Bootstrap): Estimate {
  const interval =
    samples.length >= MIN_SAMPLES.interval ? medianInterval(samples, bootstrap) : undefined;
  return {
    samples: samples.length,
    median: median(samples),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    p95: samples.length >= MIN_SAMPLES.p95 ? percentile(samples, 0.95) : null,
    p99: samples.length >= MIN_SAMPLES.p99 ? percentile(samples, 0.99) : null,
  };
}
