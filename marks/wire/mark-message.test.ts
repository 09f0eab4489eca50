import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeJsonLines } from '../encodings/json-lines';
import { allocateMarkColumns } from '../mark-columns';
import { PLATFORMS } from '../platform';
import { writeUuid } from '../uuid';
import { encodeMarkMessage, type ViewMark, viewMarkSchema } from './index';

const UUID_1 = '01234567-89ab-cdef-0123-456789abcdef';
const UUID_2 = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const UUID_3 = '00000000-0000-0000-0000-000000000000';

const MARK: ViewMark = {
  mark_id: UUID_1,
  user_id: UUID_2,
  film_id: UUID_3,
  position_s: 4_294_967_295,
  event_time: '2026-01-31T23:59:59.999Z',
  platform: 'ios',
};

const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const marks = fc.record({
  mark_id: fc.uuid(),
  user_id: fc.uuid(),
  film_id: fc.uuid(),
  position_s: fc.integer({ min: 0, max: 0xffff_ffff }),
  event_time: fc
    .integer({ min: Date.UTC(1970, 0, 1), max: LAST_TIME })
    .map((time) => new Date(time).toISOString()),
  platform: fc.constantFrom(...PLATFORMS),
});

function jsonLineOf(mark: ViewMark): string {
  const columns = allocateMarkColumns(1);
  writeUuid(columns.markId, 0, mark.mark_id);
  writeUuid(columns.userId, 0, mark.user_id);
  writeUuid(columns.filmId, 0, mark.film_id);
  columns.positionS[0] = mark.position_s;
  columns.eventTimeMs[0] = BigInt(Date.parse(mark.event_time));
  columns.platform[0] = PLATFORMS.indexOf(mark.platform);
  return encodeJsonLines(columns).toString('utf8');
}

describe('a mark in Kafka', () => {
  it('has the key user_id:film_id and the fields of its JSON in the fixed order', () => {
    expect(encodeMarkMessage(MARK)).toEqual({
      key: `${UUID_2}:${UUID_3}`,
      value: `{"mark_id":"${UUID_1}","user_id":"${UUID_2}","film_id":"${UUID_3}","position_s":4294967295,"event_time":"2026-01-31T23:59:59.999Z","platform":"ios"}`,
    });
  });

  it('is the same byte for byte as its JSON line', () => {
    fc.assert(
      fc.property(marks, (mark) => {
        expect(`${encodeMarkMessage(mark).value}\n`).toBe(jsonLineOf(mark));
      }),
    );
  });

  it('reads back through the schema as the mark that was written', () => {
    fc.assert(
      fc.property(marks, (mark) => {
        const { value } = encodeMarkMessage(mark);
        expect(viewMarkSchema.parse(JSON.parse(value))).toEqual(mark);
        expect(JSON.stringify(mark)).toBe(value);
      }),
    );
  });

  it.each([
    ['an upper-case UUID', { mark_id: UUID_1.toUpperCase() }],
    ['a text that is no UUID', { film_id: 'film' }],
    ['a negative position', { position_s: -1 }],
    ['a position above 32 bits', { position_s: 4_294_967_296 }],
    ['a fraction of a second as position', { position_s: 1.5 }],
    ['a time without milliseconds', { event_time: '2026-01-31T23:59:59Z' }],
    ['a time with an offset', { event_time: '2026-01-31T23:59:59.999+01:00' }],
    ['a day that does not exist', { event_time: '2026-02-30T00:00:00.000Z' }],
    ['a year of six digits', { event_time: '+010000-01-01T00:00:00.000Z' }],
    ['an unknown platform', { platform: 'fridge' }],
    ['a field that is not of a mark', { note: 'x' }],
    ['a missing field', { user_id: undefined }],
  ])('refuses %s', (_, change) => {
    expect(viewMarkSchema.safeParse({ ...MARK, ...change }).success).toBe(false);
  });
});
