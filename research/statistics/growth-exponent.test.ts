import { describe, expect, it } from 'vitest';
import { SCATTERS } from '../../test-support/known-distributions';
import { seededRandom } from '../seeded-random';
import { growthExponent } from './growth-exponent';

const BOOTSTRAP = { resamples: 500, confidence: 0.95, seed: 1 };

describe('The exponent of growth', () => {
  it.each([0, 0.5, 1, 1.3])('finds the power %d that made the figures', (power) => {
    const measured = [1e6, 1e7, 1e8].map((size) => ({ size, samples: [3 * size ** power] }));
    expect(growthExponent(measured, BOOTSTRAP).exponent).toBeCloseTo(power, 10);
  });

  it('has an interval that holds the true one at about the promised rate', () => {
    const random = seededRandom(11);
    const trials = 400;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const measured = [1e6, 1e7].map((size) => ({
        size,
        samples: Array.from({ length: 7 }, () => size ** 0.7 * SCATTERS['log-normal'](random)),
      }));
      const { low, high } = growthExponent(measured, { ...BOOTSTRAP, seed: trial });
      if (low! <= 0.7 && 0.7 <= high!) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.92);
    expect(covered / trials).toBeLessThan(0.995);
  });

  it('has none where a size was measured too few times', () => {
    const measured = [
      { size: 1, samples: [1, 1, 1, 1, 1] },
      { size: 10, samples: [10, 10, 10, 10] },
    ];
    expect(growthExponent(measured, BOOTSTRAP)).toMatchObject({ low: null, high: null });
  });

  it('of one size is refused', () => {
    const once = { size: 10, samples: [1] };
    expect(() => growthExponent([once, once], BOOTSTRAP)).toThrow('two sizes');
  });
});
