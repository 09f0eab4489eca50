import * as hdr from 'hdr-histogram-js';
import type { Latency } from '../results';
import { MIN_SAMPLES } from '../statistics';

/** An HdrHistogram counts whole numbers: microseconds here. */
const US_PER_MS = 1_000;

type Histogram = ReturnType<typeof hdr.build>;

function histogram(): Histogram {
  return hdr.build({ numberOfSignificantValueDigits: 3, autoResize: true });
}

function summary(recorded: Histogram): Latency {
  const count = recorded.totalCount;
  const at = (percentile: number): number => recorded.getValueAtPercentile(percentile) / US_PER_MS;
  return {
    count,
    p50: at(50),
    p95: count >= MIN_SAMPLES.p95 ? at(95) : null,
    p99: count >= MIN_SAMPLES.p99 ? at(99) : null,
    max: recorded.maxValue / US_PER_MS,
  };
}

/** The distribution of some milliseconds, each of them measured; null of none. */
export function latencyOf(samplesMs: readonly number[]): Latency | null {
  if (samplesMs.length === 0) return null;
  const recorded = histogram();
  for (const ms of samplesMs) recorded.recordValue(Math.round(ms * US_PER_MS));
  return summary(recorded);
}

/**
 * The distribution of service times as a schedule would have met them: for each that took longer than
 * `everyMs`, the work that was due meanwhile is filled in, as late as it would have been
 * (HdrHistogram's correction of coordinated omission). null of none.
 */
export function correctedLatencyOf(serviceMs: readonly number[], everyMs: number): Latency | null {
  if (serviceMs.length === 0) return null;
  const recorded = histogram();
  const everyUs = Math.max(1, Math.round(everyMs * US_PER_MS));
  for (const ms of serviceMs) {
    recorded.recordValueWithExpectedInterval(Math.round(ms * US_PER_MS), everyUs);
  }
  return summary(recorded);
}
