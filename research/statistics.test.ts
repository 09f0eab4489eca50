import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random';
import { estimate, median, medianInterval, MIN_SAMPLES, percentile } from './statistics';

const BOOTSTRAP = { resamples: 2000, confidence: 0.95, seed: 1 };

/** Standard normal by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

describe('The median', () => {
  it('is the middle sample of an odd number and the mean of the two middle ones of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(median([4])).toBe(4);
  });

  it('has as many samples on one side as on the other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (samples) => {
        const middle = median(samples);
        const below = samples.filter((sample) => sample < middle).length;
        const above = samples.filter((sample) => sample > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(samples.length / 2);
      }),
    );
  });

  it('refuses no samples and samples that are no number', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => median([1, Number.NaN])).toThrow(RangeError);
    expect(() => median([1, Infinity])).toThrow(RangeError);
  });
});

describe('A percentile', () => {
  it('interpolates as R and NumPy do', () => {
    // numpy.percentile([15, 20, 35, 40, 50], [5, 40, 95]) and the ends
    const samples = [50, 15, 40, 20, 35];
    expect(percentile(samples, 0.05)).toBeCloseTo(16, 12);
    expect(percentile(samples, 0.4)).toBeCloseTo(29, 12);
    expect(percentile(samples, 0.95)).toBeCloseTo(48, 12);
    expect(percentile(samples, 0)).toBe(15);
    expect(percentile(samples, 1)).toBe(50);
  });

  it('refuses a share that is none', () => {
    expect(() => percentile([1], 95)).toThrow('95');
  });
});

describe('The bootstrap interval of the median', () => {
  it('is the same for the same seed and does not depend on the order of the samples', () => {
    const samples = Array.from({ length: 40 }, (_, at) => (at * 17) % 41);
    const once = medianInterval(samples, BOOTSTRAP);
    expect(medianInterval([...samples].reverse(), BOOTSTRAP)).toEqual(once);
    expect(once.low).toBeLessThan(median(samples));
    expect(once.high).toBeGreaterThan(median(samples));
  });

  it.each([
    ['normal', 30, normal, 0],
    ['exponential', 25, (random: () => number) => -Math.log(1 - random()), Math.LN2],
    ['log-normal of an even number of samples', 60, (r: () => number) => Math.exp(normal(r)), 1],
  ])(
    'covers the true median of %s samples at about the promised rate',
    (_, size, draw, trueMedian) => {
      const random = seededRandom(2026);
      const trials = 1000;
      let covered = 0;
      for (let trial = 0; trial < trials; trial++) {
        const samples = Array.from({ length: size }, () => draw(random));
        const { low, high } = medianInterval(samples, {
          resamples: 500,
          confidence: 0.95,
          seed: trial,
        });
        if (low <= trueMedian && trueMedian <= high) covered++;
      }
      expect(covered / trials).toBeGreaterThan(0.92);
      expect(covered / trials).toBeLessThan(0.98);
    },
  );

  it('narrows with the square root of the number of samples', () => {
    const random = seededRandom(7);
    const width = (size: number): number => {
      const { low, high } = medianInterval(
        Array.from({ length: size }, () => normal(random)),
        BOOTSTRAP,
      );
      return high - low;
    };
    const widths = (size: number): number => median(Array.from({ length: 15 }, () => width(size)));
    const ratio = widths(50) / widths(800);
    expect(ratio).toBeGreaterThan(2.8);
    expect(ratio).toBeLessThan(5.6);
  });

  it('of five samples is their range, which is all that five samples can promise', () => {
    expect(medianInterval([3, 1, 2, 5, 4], BOOTSTRAP)).toEqual({ low: 1, high: 5 });
  });
});

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
