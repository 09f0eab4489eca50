import { describe, expect, it } from 'vitest';
import { noiseFloor } from './noise-floor';

describe('The noise floor', () => {
  it('is how far apart the same thing came out, whichever of the two was greater', () => {
    const [fast, slow] = [
      [11, 12, 13],
      [10, 10, 10],
    ];
    expect(noiseFloor([{ first: fast, second: slow }])).toBeCloseTo(1.2, 12);
    expect(noiseFloor([{ first: slow, second: fast }])).toBeCloseTo(1.2, 12);
  });

  it('is that of the pair which came out furthest apart', () => {
    const pair = (ratio: number) => ({ first: [ratio], second: [1] });
    expect(noiseFloor([pair(1.02), pair(0.8), pair(1.1)])).toBeCloseTo(1.25, 12);
  });

  it('is 1, which hides nothing, where nothing was measured twice', () => {
    expect(noiseFloor([])).toBe(1);
  });
});
