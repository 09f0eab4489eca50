import { describe, expect, it } from 'vitest';
import { uuidOf } from '../test-support/build-marks';
import { compareAnswers } from './compare-answers';

const ROWS = [
  { film_id: uuidOf(1), title: 'Alpha', viewers: 3, completion: 0.75 },
  { film_id: uuidOf(2), title: 'Beta', viewers: 2, completion: 0.5 },
];

function compare(got: readonly Record<string, string | number | null>[]): string {
  const verdict = compareAnswers('most-watched-films', ROWS, got);
  return verdict.status === 'right' ? 'right' : verdict.difference;
}

function withCell(row: number, cell: Record<string, string | number | null>): typeof ROWS {
  return ROWS.map((right, at) => (at === row ? { ...right, ...cell } : right));
}

describe('compareAnswers', () => {
  it('takes equal answers for right, empty ones too', () => {
    expect(compare(ROWS)).toBe('right');
    expect(compareAnswers('resume-point', [], [])).toEqual({ status: 'right' });
  });

  it('forgives real cells the last bits, and nothing more', () => {
    expect(compare(withCell(0, { completion: 0.75 * (1 + 9e-10) }))).toBe('right');
    expect(compare(withCell(0, { completion: 0.75 * (1 - 9e-10) }))).toBe('right');
    expect(compare(withCell(0, { completion: 0.75 * (1 + 2e-9) }))).toMatch(
      /^row 1, completion: expected 0.75, got 0.75000000149/,
    );
  });

  it('forgives nothing to other cells', () => {
    expect(compare(withCell(1, { viewers: 2 + 1e-12 }))).toMatch(
      /^row 2, viewers: expected 2, got/,
    );
    expect(compare(withCell(1, { viewers: '2' }))).toBe('row 2, viewers: expected 2, got "2"');
    expect(compare(withCell(1, { title: 'beta' }))).toBe(
      'row 2, title: expected "Beta", got "beta"',
    );
  });

  it('tells null, NaN and a missing cell apart', () => {
    expect(compare(withCell(0, { completion: null }))).toBe(
      'row 1, completion: expected 0.75, got null',
    );
    expect(compare(withCell(0, { completion: Number.NaN }))).toBe(
      'row 1, completion: expected 0.75, got NaN',
    );
    const { film_id, title, viewers } = ROWS[0]!;
    expect(compare([{ film_id, title, viewers }, ROWS[1]!])).toBe(
      'row 1, completion: expected 0.75, got undefined',
    );
    const nullable = { ...{ unfinished_viewers: 0, unfinished_share: 0 }, ...ROWS[0]! };
    expect(
      compareAnswers(
        'unfinished-films',
        [{ ...nullable, median_stop_s: null }],
        [{ ...nullable, median_stop_s: 0 }],
      ),
    ).toMatchObject({ status: 'wrong', difference: expect.stringContaining('median_stop_s') });
  });

  it('names missing and surplus rows and columns', () => {
    expect(compare(ROWS.slice(0, 1))).toBe(
      `expected 2 rows, got 1\nrow 2: expected ${JSON.stringify(ROWS[1])}, got none`,
    );
    expect(compare([...ROWS, ROWS[0]!])).toBe(
      `expected 2 rows, got 3\nrow 3: expected none, got ${JSON.stringify(ROWS[0])}`,
    );
    expect(compare(withCell(1, { extra: 1 }))).toBe('row 2: unexpected column extra');
  });

  it('minds the order of rows', () => {
    expect(compare([ROWS[1]!, ROWS[0]!])).toMatch(/^row 1, film_id/);
  });

  it('says a few differences and counts the rest', () => {
    const lines = compare([ROWS[1]!, ROWS[0]!]).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[4]).toBe('and 4 more');
  });
});
