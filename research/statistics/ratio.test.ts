import { describe, expect, it } from 'vitest';
import { type Scatter, SCATTER_NAMES, SCATTERS } from '../../test-support/known-distributions';
import { seededRandom } from '../seeded-random';
import { medianRatio } from './ratio';

const BOOTSTRAP = { resamples: 500, confidence: 0.95, seed: 1 };

function coverage(scatter: Scatter, samples: number, trueRatio: number): number {
  const random = seededRandom(7);
  const draw = (factor: number): number[] =>
    Array.from({ length: samples }, () => factor * SCATTERS[scatter](random));
  const trials = 600;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { low, high } = medianRatio(draw(trueRatio), draw(1), { ...BOOTSTRAP, seed: trial });
    if (low <= trueRatio && trueRatio <= high) covered++;
  }
  return covered / trials;
}

describe('The ratio of two medians', () => {
  it('is one median through the other, within its interval', () => {
    const { ratio, low, high } = medianRatio([6, 2, 4, 5, 3], [1, 2, 3, 2, 1], BOOTSTRAP);
    expect(ratio).toBe(2);
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(2);
  });

  it('does not depend on the order of the samples', () => {
    const [above, below] = [
      [6, 2, 4, 5, 3],
      [1, 2, 3, 2, 1],
    ];
    expect(medianRatio(above.toReversed(), below.toReversed(), BOOTSTRAP)).toEqual(
      medianRatio(above, below, BOOTSTRAP),
    );
  });

  it.each(SCATTER_NAMES)('lies within its interval at about the promised rate (%s)', (scatter) => {
    for (const trueRatio of [1, 3]) {
      const covered = coverage(scatter, 9, trueRatio);
      expect(covered).toBeGreaterThan(0.93);
      expect(covered).toBeLessThan(0.99);
    }
  });
});
