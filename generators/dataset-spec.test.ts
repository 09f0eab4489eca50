import { describe, expect, it } from 'vitest';
import { BadInputError } from '../errors';
import { type DatasetOptions, describeDataset } from './dataset-spec';

describe('describeDataset', () => {
  it('fills in what is left out and freezes the result', () => {
    const spec = describeDataset({ rows: 10_000_000 });
    expect(spec).toEqual({
      rows: 10_000_000,
      seed: 1,
      films: 2_000,
      viewers: 40_000,
      startDay: '2026-01-01',
      days: 30,
      markEveryS: 30,
      lateShare: 0.01,
      outOfOrderShare: 0.02,
      resentShare: 0.01,
      unknownFilmShare: 0.002,
    });
    expect(Object.isFrozen(spec)).toBe(true);
  });

  it('keeps every given option', () => {
    const options: Required<DatasetOptions> = {
      rows: 5,
      seed: 0,
      films: 1,
      viewers: 1,
      startDay: '2024-02-29',
      days: 2,
      markEveryS: 600,
      lateShare: 0,
      outOfOrderShare: 0.5,
      resentShare: 0.25,
      unknownFilmShare: 1,
    };
    expect(describeDataset(options)).toEqual(options);
  });

  it('spreads a big dataset over more days, so that one day stays small', () => {
    expect(describeDataset({ rows: 1_000_000_000 }).days).toBe(250);
  });

  it.each<[Partial<DatasetOptions>, string]>([
    [{ rows: 0 }, 'rows: 0 is not a whole number from 1 to 10000000000'],
    [{ rows: -1 }, 'rows: -1 is not'],
    [{ rows: 1.5 }, 'rows: 1.5 is not'],
    [{ rows: Number.NaN }, 'rows: NaN is not'],
    [{ rows: Number.POSITIVE_INFINITY }, 'rows: Infinity is not'],
    [{ seed: 2 ** 32 }, 'seed: 4294967296 is not a whole number from 0 to 4294967295'],
    [{ films: 0 }, 'films: 0 is not a whole number from 1 to 1000000'],
    [{ viewers: 0 }, 'viewers: 0 is not a whole number from 1 to 100000000'],
    [{ days: 0 }, 'days: 0 is not a whole number from 1 to 3660'],
    [{ markEveryS: 601 }, 'markEveryS: 601 is not a whole number from 1 to 600'],
    [{ lateShare: 0.6 }, 'lateShare: 0.6 is not a share from 0 to 0.5'],
    [{ outOfOrderShare: -0.1 }, 'outOfOrderShare: -0.1 is not a share from 0 to 0.5'],
    [{ resentShare: Number.NaN }, 'resentShare: NaN is not a share from 0 to 0.5'],
    [{ unknownFilmShare: 1.1 }, 'unknownFilmShare: 1.1 is not a share from 0 to 1'],
    [{ startDay: '2026-02-30' }, 'startDay: "2026-02-30" and 30 days are not a period'],
    [{ startDay: '2026-1-1' }, 'startDay: "2026-1-1" and 30 days are not a period'],
    [{ startDay: '1969-12-31' }, 'startDay: "1969-12-31" and 30 days are not a period'],
    [{ startDay: '2199-12-31' }, 'startDay: "2199-12-31" and 30 days are not a period'],
    [
      { rows: 200_000_001, days: 2 },
      'days: 200000001 rows in 2 days are more than 100000000 a day',
    ],
  ])('refuses %j in one line that names the field', (options, message) => {
    const describeIt = (): unknown => describeDataset({ rows: 1_000, ...options });
    expect(describeIt).toThrow(BadInputError);
    expect(describeIt).toThrow(message);
    expect(describeIt).toThrow(/^[^\n]+$/);
  });
});
