import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, logScale } from './axis-scale';

const positive = fc.double({ min: 1e-3, max: 1e10, noNaN: true });

describe('A logarithmic scale', () => {
  it('holds every value, with two to six ascending ticks inside it', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, ticks } = logScale(values);
        expect(domain[0]).toBeLessThanOrEqual(Math.min(...values));
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values));
        expect(domain[0]).toBeLessThan(domain[1]);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
        expect(ticks[0]).toBeGreaterThanOrEqual(domain[0]);
        expect(ticks[ticks.length - 1]).toBeLessThanOrEqual(domain[1]);
      }),
    );
  });

  it('wastes at most a factor of 2.5 at either end', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const { domain } = logScale([value]);
        expect(value / domain[0]).toBeLessThanOrEqual(2.5 * (1 + 1e-9));
      }),
    );
  });
});

describe('A linear scale', () => {
  it('starts at 0 and has two to five ticks at round numbers', () => {
    fc.assert(
      fc.property(positive, (greatest) => {
        const { domain, ticks } = linearScale(greatest);
        expect(domain).toEqual([0, greatest]);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks[ticks.length - 1]).toBeLessThanOrEqual(greatest);
      }),
    );
  });

  it('has a length even where everything is 0', () => {
    expect(linearScale(0).domain).toEqual([0, 1]);
  });
});
