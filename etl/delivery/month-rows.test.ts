import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarkColumns, readUuid } from '../../marks';
import { buildMarks, uuidOf } from '../../test-support/build-marks';
import type { MonthRows } from './batch';
import { splitByMonth, withoutPresent } from './month-rows';

function marksAt(times: readonly number[]): MarkColumns {
  return buildMarks(
    times.map((at, row) => ({
      markId: uuidOf(row),
      userId: uuidOf(row + 1),
      filmId: uuidOf(row + 2),
      positionS: row,
      at,
      platform: (['web', 'ios', 'android', 'tv'] as const)[row % 4]!,
    })),
  );
}

const offsetsOf = (rows: number): BigInt64Array =>
  BigInt64Array.from({ length: rows }, (_, row) => BigInt(3 * row));

/** A row's number by everything that its columns hold of it; fails when they are of several rows. */
function rowNumbers({ columns, offsets }: MonthRows): readonly number[] {
  return Array.from({ length: columns.rows }, (_, at) => {
    const row = columns.positionS[at]!;
    expect(readUuid(columns.markId, at)).toBe(uuidOf(row));
    expect(readUuid(columns.userId, at)).toBe(uuidOf(row + 1));
    expect(readUuid(columns.filmId, at)).toBe(uuidOf(row + 2));
    expect(columns.platform[at]).toBe(row % 4);
    expect(Number(offsets[at])).toBe(3 * row);
    return row;
  });
}

const monthOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 7);

const times = fc.array(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(1971, 0, 1) - 1 }), {
  maxLength: 60,
});

describe('A batch by months', () => {
  it('has each row once, in the order of offsets, with the rows of its own month', () => {
    fc.assert(
      fc.property(times, (all) => {
        const groups = splitByMonth(marksAt(all), offsetsOf(all.length));
        for (const group of groups) {
          const rows = rowNumbers(group);
          expect(rows.map((row) => monthOf(all[row]!))).toEqual(rows.map(() => group.month));
          expect([...rows].sort((a, b) => a - b)).toEqual(rows);
        }
        const seen = groups.flatMap(rowNumbers).sort((a, b) => a - b);
        expect(seen).toEqual(all.map((_, row) => row));
        expect(new Set(groups.map(({ month }) => month)).size).toBe(groups.length);
      }),
    );
  });

  it('is not copied when it is of one month, up to both of its ends', () => {
    const marks = marksAt([Date.UTC(2026, 1, 1), Date.UTC(2026, 2, 1) - 1]);
    const offsets = offsetsOf(2);
    const groups = splitByMonth(marks, offsets);
    expect(groups).toHaveLength(1);
    expect(groups[0]!.columns).toBe(marks);
    expect(groups[0]!.offsets).toBe(offsets);
  });

  it('keeps exactly the rows whose offsets are not present', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (isPresent) => {
        const rows = isPresent.length;
        const [group] = splitByMonth(marksAt(isPresent.map(() => 0)), offsetsOf(rows));
        const present = BigInt64Array.from(
          isPresent.flatMap((yes, row) => (yes ? [BigInt(3 * row)] : [])),
        );
        expect(rowNumbers(withoutPresent(group!, present))).toEqual(
          isPresent.flatMap((yes, row) => (yes ? [] : [row])),
        );
      }),
    );
  });
});
