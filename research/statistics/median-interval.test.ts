import { describe, expect, it } from 'vitest';
import { normal } from '../../test-support/known-distributions';
import { seededRandom } from '../seeded-random';
import { medianInterval } from './median-interval';
import { median } from './percentile';

const BOOTSTRAP = { resamples: 2000, confidence: 0.95, seed: 1 };

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
