import { describe, expect, it } from 'vitest';
import { type Scatter, SCATTER_NAMES, SCATTERS } from '../../test-support/known-distributions';
import { seededRandom } from '../seeded-random';
import { compare, type Comparison } from './verdict';

const RATES: Comparison = {
  quantity: 'rate',
  bootstrap: { resamples: 500, confidence: 0.95, seed: 1 },
  noiseFloor: 1,
};

/** The share of simulated comparisons of two engines, one `trueRatio` times as fast, that tell them apart. */
function shareToldApart(
  { scatter, samples, trueRatio }: { scatter: Scatter; samples: number; trueRatio: number },
  trials: number,
): { right: number; wrong: number } {
  const random = seededRandom(2026);
  const draw = (factor: number): number[] =>
    Array.from({ length: samples }, () => factor * SCATTERS[scatter](random));
  let [right, wrong] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const { status } = compare(draw(trueRatio), draw(1), {
      ...RATES,
      bootstrap: { ...RATES.bootstrap, seed: trial },
    });
    if (status === 'faster') right++;
    if (status === 'slower') wrong++;
  }
  return { right: right / trials, wrong: wrong / trials };
}

describe('Two equal engines', () => {
  it.each(
    SCATTER_NAMES.flatMap((scatter) => [5, 10, 25].map((samples) => [scatter, samples] as const)),
  )(
    '(%s, %i visits each) are told apart in at most the promised 5 of 100 comparisons',
    (scatter, samples) => {
      const { right, wrong } = shareToldApart({ scatter, samples, trueRatio: 1 }, 1000);
      // Of 1,000 comparisons at a true rate of 5 %, 97.5 % of simulations stay below 6.4 %.
      expect(right + wrong).toBeLessThan(0.064);
      // A verdict that never came would keep the promise too, and be worth nothing.
      expect(right + wrong).toBeGreaterThan(0.01);
    },
  );
});

describe('A true difference', () => {
  it.each([
    { samples: 5, trueRatio: 1.5, power: 0.97 },
    { samples: 5, trueRatio: 1.2, power: 0.5 },
    { samples: 10, trueRatio: 1.2, power: 0.9 },
    { samples: 25, trueRatio: 1.1, power: 0.7 },
  ])(
    'of $trueRatio with $samples visits each is found at least so often: $power',
    ({ power, ...known }) => {
      const { right, wrong } = shareToldApart({ scatter: 'log-normal', ...known }, 400);
      expect(right).toBeGreaterThanOrEqual(power);
      expect(wrong).toBeLessThan(0.005);
    },
  );
});

describe('A verdict', () => {
  const fast = [200, 201, 199, 202, 198];
  const slow = [100, 101, 99, 102, 98];

  it('calls the greater rate faster and the greater time slower', () => {
    expect(compare(fast, slow, RATES)).toMatchObject({ status: 'faster', ratio: 2 });
    expect(compare(slow, fast, RATES)).toMatchObject({ status: 'slower', ratio: 0.5 });
    expect(compare(fast, slow, { ...RATES, quantity: 'time' })).toMatchObject({
      status: 'slower',
      ratio: 0.5,
    });
  });

  it('has an interval that holds its ratio', () => {
    const verdict = compare(fast, slow, RATES);
    if (verdict.status === 'too-few-samples') throw new Error('five samples are enough');
    expect(verdict.low).toBeLessThan(2);
    expect(verdict.high).toBeGreaterThan(2);
  });

  it('shows no difference where the interval holds 1', () => {
    expect(compare([100, 120, 80, 110, 90], [101, 119, 82, 108, 91], RATES)).toMatchObject({
      status: 'no-difference-shown',
      because: 'interval',
    });
  });

  it('shows no difference that is not greater than what an A/A pair of the run differs by', () => {
    const within = { ...RATES, noiseFloor: 2.05 };
    for (const pair of [[fast, slow] as const, [slow, fast] as const]) {
      expect(compare(...pair, within)).toMatchObject({
        status: 'no-difference-shown',
        because: 'noise-floor',
      });
    }
    expect(compare(fast, slow, { ...RATES, noiseFloor: 1.95 }).status).toBe('faster');
  });

  it('is not given on fewer than five samples of either side', () => {
    expect(compare(fast.slice(1), slow, RATES)).toEqual({ status: 'too-few-samples' });
    expect(compare(fast, slow.slice(1), RATES)).toEqual({ status: 'too-few-samples' });
  });

  it('refuses a rate of 0, of which nothing is a multiple', () => {
    expect(() => compare(fast, [0, 1, 2, 3, 4], RATES)).toThrow('greater than 0');
  });
});
