import { z } from 'zod';

/** What the other schemas of results.json are made of. */

export const count = z.number().int().nonnegative();
export const amount = z.number().nonnegative();

/** What a question was asked with, by parameter name. */
export const parameters = z.record(z.string(), z.union([z.string(), z.number()]));

/**
 * A median with a bootstrap confidence interval; interval and percentiles only where there are
 * samples enough (`MIN_SAMPLES` in statistics.ts gives the numbers and the reasons).
 */
export const estimate = z.strictObject({
  samples: count,
  median: amount,
  /** Interval of the median at `settings.confidence`; null below 5 samples. */
  low: amount.nullable(),
  high: amount.nullable(),
  /** null below 20 samples. */
  p95: amount.nullable(),
  /** null below 100 samples. */
  p99: amount.nullable(),
});

export type Estimate = z.infer<typeof estimate>;

/**
 * A distribution of milliseconds as an HdrHistogram with three significant digits keeps it;
 * percentiles by the nearest rank, and only where `MIN_SAMPLES` allows them.
 */
export const latency = z.strictObject({
  /** Values in the histogram; more than were measured where values were filled in. */
  count,
  p50: amount,
  /** null below 20 values. */
  p95: amount.nullable(),
  /** null below 100 values. */
  p99: amount.nullable(),
  max: amount,
});

export type Latency = z.infer<typeof latency>;

/** Left out by a rule of the scenario, which `reason` names; nothing went wrong. */
export const skipped = z.strictObject({ status: z.literal('skipped'), reason: z.string() });

export const failed = z.strictObject({ status: z.literal('failed'), reason: z.string() });
