import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateMarkColumns,
  CSV_HEADER,
  encodeCsv,
  encodeJsonLines,
  encodeTsv,
  type MarkColumns,
  PLATFORMS,
  readUuid,
  sliceMarkColumns,
  TSV_HEADER,
  writeUuid,
} from '..';

interface MarkText {
  mark_id: string;
  user_id: string;
  film_id: string;
  position_s: number;
  event_time: string;
  platform: string;
}

/** The obvious way to write a mark, to compare the byte-level one with. */
function asObjects(columns: MarkColumns): MarkText[] {
  return Array.from({ length: columns.rows }, (_, row) => ({
    mark_id: readUuid(columns.markId, row),
    user_id: readUuid(columns.userId, row),
    film_id: readUuid(columns.filmId, row),
    position_s: columns.positionS[row]!,
    event_time: new Date(Number(columns.eventTimeMs[row]!)).toISOString(),
    platform: PLATFORMS[columns.platform[row]!]!,
  }));
}

function slowLines(columns: MarkColumns, separator: string): string {
  return asObjects(columns)
    .map((mark) => ({ ...mark, event_time: mark.event_time.replace('T', ' ').replace('Z', '') }))
    .map((mark) => `${Object.values(mark).join(separator)}\n`)
    .join('');
}

function slowJsonLines(columns: MarkColumns): string {
  return asObjects(columns)
    .map((mark) => `${JSON.stringify(mark)}\n`)
    .join('');
}

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const marks = fc
  .array(
    fc.record({
      uuids: fc.array(int64, { minLength: 6, maxLength: 6 }),
      positionS: fc.oneof(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 9 }).map((power) => 10 ** power),
        fc.integer({ min: 1, max: 9 }).map((power) => 10 ** power - 1),
        fc.constant(2 ** 32 - 1),
      ),
      time: fc.integer({
        min: Date.parse('0000-01-01T00:00:00Z'),
        max: Date.parse('9999-12-31T23:59:59.999Z'),
      }),
      platform: fc.nat(PLATFORMS.length - 1),
    }),
    { maxLength: 40 },
  )
  .map((rows) => {
    const columns = allocateMarkColumns(rows.length);
    rows.forEach(({ uuids, positionS, time, platform }, row) => {
      [columns.markId, columns.userId, columns.filmId].forEach((column, i) => {
        column.high[row] = uuids[2 * i]!;
        column.low[row] = uuids[2 * i + 1]!;
      });
      columns.positionS[row] = positionS;
      columns.eventTimeMs[row] = BigInt(time);
      columns.platform[row] = platform;
    });
    return columns;
  });

function oneMark(eventTime: string, positionS: number): MarkColumns {
  const columns = allocateMarkColumns(1);
  writeUuid(columns.markId, 0, '00000000-0000-4000-8000-00000000000a');
  writeUuid(columns.userId, 0, 'ffffffff-ffff-4fff-bfff-ffffffffffff');
  writeUuid(columns.filmId, 0, '12345678-9abc-4def-8012-3456789abcde');
  columns.positionS[0] = positionS;
  columns.eventTimeMs[0] = BigInt(Date.parse(eventTime));
  columns.platform[0] = 2;
  return columns;
}

describe('text encodings of marks', () => {
  it('writes the canonical JSON line', () => {
    expect(encodeJsonLines(oneMark('2026-01-31T23:59:59.999Z', 4711)).toString()).toBe(
      '{"mark_id":"00000000-0000-4000-8000-00000000000a","user_id":"ffffffff-ffff-4fff-bfff-ffffffffffff",' +
        '"film_id":"12345678-9abc-4def-8012-3456789abcde","position_s":4711,' +
        '"event_time":"2026-01-31T23:59:59.999Z","platform":"android"}\n',
    );
  });

  it('writes CSV and TSV with a plain UTC time and without a header', () => {
    const fields = [
      '00000000-0000-4000-8000-00000000000a',
      'ffffffff-ffff-4fff-bfff-ffffffffffff',
      '12345678-9abc-4def-8012-3456789abcde',
      '0',
      '2105-12-31 00:00:00.001',
      'android',
    ];
    const mark = oneMark('2105-12-31T00:00:00.001Z', 0);
    expect(encodeCsv(mark).toString()).toBe(`${fields.join(',')}\n`);
    expect(encodeTsv(mark).toString()).toBe(`${fields.join('\t')}\n`);
  });

  it('names the fields in the header in the order of the values', () => {
    expect(CSV_HEADER.toString()).toBe('mark_id,user_id,film_id,position_s,event_time,platform\n');
    expect(TSV_HEADER.toString()).toBe(CSV_HEADER.toString().replaceAll(',', '\t'));
  });

  it('agrees with JSON.stringify and Date.toISOString on any marks', () => {
    fc.assert(
      fc.property(marks, (columns) => {
        expect(encodeJsonLines(columns).toString()).toBe(slowJsonLines(columns));
        expect(encodeCsv(columns).toString()).toBe(slowLines(columns, ','));
        expect(encodeTsv(columns).toString()).toBe(slowLines(columns, '\t'));
      }),
    );
  });

  it('encodes a slice of a batch, not the batch behind it', () => {
    fc.assert(
      fc.property(marks, fc.nat(), fc.nat(), (columns, a, b) => {
        const first = a % (columns.rows + 1);
        const rows = b % (columns.rows - first + 1);
        const slice = sliceMarkColumns(columns, first, rows);
        const expected = slowJsonLines(columns)
          .split('\n')
          .slice(first, first + rows)
          .map((line) => `${line}\n`);
        expect(encodeJsonLines(slice).toString()).toBe(expected.join(''));
      }),
    );
  });

  it('makes an empty body of no rows', () => {
    const none = allocateMarkColumns(0);
    for (const encode of [encodeJsonLines, encodeCsv, encodeTsv]) {
      expect(encode(none)).toHaveLength(0);
    }
  });

  it('refuses a platform code that has no name', () => {
    const columns = oneMark('2026-01-31T23:59:59.999Z', 1);
    columns.platform[0] = PLATFORMS.length;
    for (const encode of [encodeJsonLines, encodeCsv, encodeTsv]) {
      expect(() => encode(columns)).toThrow(/^platform code 4 is not in PLATFORMS$/);
    }
  });

  it('refuses an event time whose year does not have four digits', () => {
    const columns = oneMark('2026-01-31T23:59:59.999Z', 1);
    for (const time of [Date.parse('0000-01-01T00:00:00Z') - 1, Date.UTC(10_000, 0, 1)]) {
      columns.eventTimeMs[0] = BigInt(time);
      for (const encode of [encodeJsonLines, encodeCsv, encodeTsv]) {
        expect(() => encode(columns)).toThrow(/years 0000 to 9999/);
      }
    }
  });
});
