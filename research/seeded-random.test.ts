import { describe, expect, it } from 'vitest';
import { seededRandom, seedFor, shuffled } from './seeded-random';

describe('Seeded random numbers', () => {
  it('are the same for the same seed and others for another', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('fill [0, 1) evenly', () => {
    const random = seededRandom(3);
    const bins = new Array<number>(10).fill(0);
    for (let at = 0; at < 100_000; at++) bins[Math.floor(random() * 10)]!++;
    // Chi-squared with 9 degrees of freedom: 27.9 is its 99.9th percentile.
    expect(bins.reduce((sum, bin) => sum + (bin - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it('give every part of the work a seed of its own', () => {
    expect(seedFor(1, 'order')).not.toBe(seedFor(1, 'draws'));
    expect(seedFor(1, 'order')).not.toBe(seedFor(2, 'order'));
    expect(seedFor(1, 'order')).toBe(seedFor(1, 'order'));
  });
});

describe('A shuffle', () => {
  it('keeps every item and the input', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const result = shuffled(items, seededRandom(5));
    expect(result).not.toEqual(items);
    expect([...result].sort()).toEqual(items);
    expect(items[0]).toBe(1);
  });

  it('makes every order equally likely', () => {
    const random = seededRandom(11);
    const seen = new Map<string, number>();
    for (let at = 0; at < 6000; at++) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });
});
