import { describe, expect, it } from 'vitest';
import {
  allocateMarkColumns,
  BYTES_PER_MARK,
  concatMarkColumns,
  type MarkColumns,
  sliceMarkColumns,
} from './mark-columns';
import { readUuid, writeUuid } from './uuid';

function uuidOf(row: number): string {
  return `00000000-0000-4000-8000-${row.toString(16).padStart(12, '0')}`;
}

function numberedMarks(rows: number): MarkColumns {
  const marks = allocateMarkColumns(rows);
  for (let row = 0; row < rows; row++) {
    writeUuid(marks.markId, row, uuidOf(row));
    marks.positionS[row] = row * 10;
    marks.eventTimeMs[row] = BigInt(row);
    marks.platform[row] = row % 4;
  }
  return marks;
}

describe('MarkColumns', () => {
  it('takes as many bytes a mark as BYTES_PER_MARK says', () => {
    const marks = allocateMarkColumns(7);
    const bytes = [
      marks.markId.high,
      marks.markId.low,
      marks.userId.high,
      marks.userId.low,
      marks.filmId.high,
      marks.filmId.low,
      marks.positionS,
      marks.eventTimeMs,
      marks.platform,
    ].reduce((sum, column) => sum + column.byteLength, 0);
    expect(bytes).toBe(7 * BYTES_PER_MARK);
  });

  it('cuts a range without copying it', () => {
    const marks = numberedMarks(10);
    const middle = sliceMarkColumns(marks, 3, 4);
    expect(middle.rows).toBe(4);
    expect([...middle.positionS]).toEqual([30, 40, 50, 60]);
    expect(readUuid(middle.markId, 0)).toBe(uuidOf(3));
    expect(middle.markId.high.buffer).toBe(marks.markId.high.buffer);
  });

  it.each([
    [-1, 2],
    [0, 11],
    [10, 1],
    [5, -1],
  ])('refuses the range that starts at %i and has %i rows of a batch of 10', (first, rows) => {
    expect(() => sliceMarkColumns(numberedMarks(10), first, rows)).toThrow(RangeError);
  });

  it('is the same after it was cut and joined again', () => {
    const marks = numberedMarks(10);
    const joined = concatMarkColumns([
      sliceMarkColumns(marks, 0, 1),
      sliceMarkColumns(marks, 1, 0),
      sliceMarkColumns(marks, 1, 6),
      sliceMarkColumns(marks, 7, 3),
    ]);
    expect(joined).toEqual(marks);
  });
});
