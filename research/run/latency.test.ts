import { describe, expect, it } from 'vitest';
import { correctedLatencyOf, latencyOf } from './latency';

describe('Latencies', () => {
  it('are percentiles to three digits, where there are samples enough', () => {
    const samples = Array.from({ length: 100 }, (_, at) => at + 1);
    const { count, p50, p95, p99, max } = latencyOf(samples)!;
    expect(count).toBe(100);
    expect(p50).toBeCloseTo(50, 0);
    expect(p95).toBeCloseTo(95, 0);
    expect(p99).toBeCloseTo(99, 0);
    expect(max).toBeCloseTo(100, 0);
    expect(latencyOf(samples.slice(0, 19))).toMatchObject({ count: 19, p95: null, p99: null });
    expect(latencyOf([])).toBeNull();
  });

  it('are corrected for the work that a stall kept from being begun', () => {
    // One stall of 100 ms in a schedule of 10 ms: what was due at 10, 20, ... 90 ms waited 90, 80, ... 10 ms.
    const corrected = correctedLatencyOf([1, 1, 100, 1], 10)!;
    expect(corrected.count).toBe(13);
    expect(corrected.p50).toBeCloseTo(40, 0);
    expect(latencyOf([1, 1, 100, 1])!.p50).toBeCloseTo(1, 1);
    expect(correctedLatencyOf([1, 2, 3], 10)).toEqual(latencyOf([1, 2, 3]));
  });
});
