import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile } from './percentile';

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
