import { describe, expect, it } from 'vitest';
import { estimate, MIN_SAMPLES } from './estimate';

const BOOTSTRAP = { resamples: 2000, confidence: 0.95, seed: 1 };

describe('An estimate', () => {
  const first = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

  it('of one sample is that sample and nothing else', () => {
    expect(estimate([3], BOOTSTRAP)).toEqual({
      samples: 1,
      median: 3,
      low: null,
      high: null,
      p95: null,
      p99: null,
    });
  });

  it.each([
    ['interval', 'low'],
    ['p95', 'p95'],
    ['p99', 'p99'],
  ] as const)('gives its %s only from enough samples on', (figure, field) => {
    const enough = MIN_SAMPLES[figure];
    expect(estimate(first(enough - 1), BOOTSTRAP)[field]).toBeNull();
    expect(estimate(first(enough), BOOTSTRAP)[field]).not.toBeNull();
  });

  it('brackets its median and orders its percentiles', () => {
    const { low, median: middle, high, p95, p99 } = estimate(first(100), BOOTSTRAP);
    expect(middle).toBe(50.5);
    expect(low!).toBeLessThan(middle);
    expect(high!).toBeGreaterThan(middle);
    expect(p95).toBeCloseTo(95.05, 10);
    expect(p99).toBeCloseTo(99.01, 10);
  });
});
