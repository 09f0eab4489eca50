import { describe, expect, it } from 'vitest';
import { sensitivity } from './sensitivity';

const SEED = 7;

describe('Sensitivity over the weights', () => {
  it('finds that an option which is better in everything is first at all weights', () => {
    const found = sensitivity(
      { id: 'a', scores: [1, 1] },
      [{ id: 'b', scores: [0.5, 0.9] }],
      [0.5, 0.5],
      SEED,
    );
    expect(found).toEqual({
      rivals: ['b'],
      shareOfWeightings: 1,
      ranges: [
        { low: 0, high: 1 },
        { low: 0, high: 1 },
      ],
    });
  });

  it('finds the weight at which the order tips', () => {
    // a leads by 0.4 in the first measure and trails by 0.1 in the second: equal at a first weight of 1/5.
    const { ranges, shareOfWeightings } = sensitivity(
      { id: 'a', scores: [1, 0.9] },
      [{ id: 'b', scores: [0.6, 1] }],
      [0.5, 0.5],
      SEED,
    );
    expect(ranges[0]!.low).toBeCloseTo(0.2, 12);
    expect(ranges[0]!.high).toBe(1);
    expect(ranges[1]!.low).toBe(0);
    expect(ranges[1]!.high).toBeCloseTo(0.8, 12);
    // With two measures an evenly drawn weight is uniform from 0 to 1.
    expect(shareOfWeightings).toBeGreaterThan(0.78);
    expect(shareOfWeightings).toBeLessThan(0.82);
  });

  it('keeps the proportions of the other weights while one changes', () => {
    // At a first weight of 0 the rest is 3:1, so a leads by (3 * 0.2 - 0.4) / 4 = 0.05; at 1 it trails by 0.1.
    const { ranges } = sensitivity(
      { id: 'a', scores: [0.9, 1, 0.6] },
      [{ id: 'b', scores: [1, 0.8, 1] }],
      [0.2, 0.6, 0.2],
      SEED,
    );
    expect(ranges[0]!.low).toBe(0);
    expect(ranges[0]!.high).toBeCloseTo(1 / 3, 12);
  });

  it('holds the winner against every rival at once', () => {
    const { ranges } = sensitivity(
      { id: 'a', scores: [0.9, 0.9] },
      [
        { id: 'b', scores: [1, 0.5] },
        { id: 'c', scores: [0.5, 1] },
      ],
      [0.5, 0.5],
      SEED,
    );
    expect(ranges[0]!.low).toBeCloseTo(0.2, 12);
    expect(ranges[0]!.high).toBeCloseTo(0.8, 12);
  });

  it('says that there is no weight for an option that never leads', () => {
    const { ranges, shareOfWeightings } = sensitivity(
      { id: 'a', scores: [0.5, 0.5] },
      [{ id: 'b', scores: [1, 1] }],
      [0.5, 0.5],
      SEED,
    );
    expect(ranges).toEqual([null, null]);
    expect(shareOfWeightings).toBe(0);
  });

  it('of a single measure is the order of that measure', () => {
    const { ranges, shareOfWeightings } = sensitivity(
      { id: 'a', scores: [1] },
      [{ id: 'b', scores: [0.5] }],
      [1],
      SEED,
    );
    expect(ranges).toEqual([{ low: 0, high: 1 }]);
    expect(shareOfWeightings).toBe(1);
  });
});
