import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianOf, pearson, ranks, spearman } from './correlation';

describe('Correlations', () => {
  it('are those of a textbook example', () => {
    // Deviations (-2, -1, 0, 1, 2) and (-2, 0, -1, 1, 2): 9 / sqrt(10 * 10).
    expect(pearson([1, 2, 3, 4, 5], [1, 3, 2, 4, 5])).toBeCloseTo(0.9, 12);
    expect(spearman([1, 2, 3, 4, 5], [1, 30, 20, 400, 5000])).toBeCloseTo(0.9, 12);
  });

  it('give tied values the mean of their places', () => {
    expect(ranks([10, 20, 10, 30, 10])).toEqual([2, 4, 2, 5, 2]);
    // Places (1, 2.5, 2.5, 4) and (1, 2, 3, 4): 4.5 / sqrt(4.5 * 5).
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  it('have no value where there is nothing to correlate', () => {
    expect(pearson([1, 2], [1, 2])).toBeNull();
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([], [])).toBeNull();
  });

  it('do not change when values are scaled, and Spearman not when they are bent upwards', () => {
    const values = fc.array(
      fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })),
      {
        minLength: 4,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(values, (pairs) => {
        const first = pairs.map(([value]) => value);
        const second = pairs.map(([, value]) => value);
        const plain = pearson(first, second);
        fc.pre(plain !== null);
        expect(Math.abs(plain)).toBeLessThanOrEqual(1 + 1e-12);
        expect(
          pearson(
            first.map((value) => 3 * value + 7),
            second,
          ),
        ).toBeCloseTo(plain, 9);
        expect(
          spearman(
            first.map((value) => value ** 3),
            second,
          ),
        ).toBeCloseTo(spearman(first, second)!, 9);
      }),
    );
  });
});

describe('The median', () => {
  it('is the middle value or the mean of the two in the middle', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });
});
