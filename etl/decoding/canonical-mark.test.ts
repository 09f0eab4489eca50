import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, readUuid } from '../../marks';
import { encodeMarkMessage, type ViewMark, viewMarkSchema } from '../../marks/wire';
import { CanonicalMarkReader } from './canonical-mark';
import { MarkColumnsBuilder } from './mark-columns-builder';

const MIN_TIME_MS = Date.UTC(1970, 0, 1);
const MAX_TIME_MS = Date.UTC(2105, 11, 31, 23, 59, 59, 999);

const anyMark: fc.Arbitrary<ViewMark> = fc.record({
  mark_id: fc.uuid(),
  user_id: fc.uuid(),
  film_id: fc.constantFrom(
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '01234567-89ab-cdef-fedc-ba9876543210',
  ),
  position_s: fc.oneof(
    fc.constantFrom(0, 9, 10, 4_294_967_295),
    fc.integer({ min: 0, max: 0xffff_ffff }),
  ),
  event_time: fc
    .oneof(
      fc.constantFrom(MIN_TIME_MS, MAX_TIME_MS, Date.UTC(2000, 1, 29), Date.UTC(2100, 1, 28)),
      fc.integer({ min: MIN_TIME_MS, max: MAX_TIME_MS }),
    )
    .map((time) => new Date(time).toISOString()),
  platform: fc.constantFrom(...PLATFORMS),
});

/** What the reader makes of one message that stands in the middle of other bytes. */
function readOne(message: Uint8Array): ViewMark | 'declined' {
  const before = Buffer.from('},{"platform":"tv"}', 'latin1');
  const buffer = Buffer.concat([before, message, Buffer.from('"}tv"}0Z","', 'latin1')]);
  const reader = new CanonicalMarkReader();
  const builder = new MarkColumnsBuilder(1);
  reader.attach(buffer);
  const end = before.length + message.length;
  if (!reader.read(before.length, end, builder, MIN_TIME_MS, MAX_TIME_MS)) {
    expect(builder.rows).toBe(0);
    return 'declined';
  }
  const marks = builder.finish();
  expect(marks.rows).toBe(1);
  return {
    mark_id: readUuid(marks.markId, 0),
    user_id: readUuid(marks.userId, 0),
    film_id: readUuid(marks.filmId, 0),
    position_s: marks.positionS[0]!,
    event_time: new Date(Number(marks.eventTimeMs[0]!)).toISOString(),
    platform: PLATFORMS[marks.platform[0]!]!,
  };
}

function canonical(mark: ViewMark): string {
  return encodeMarkMessage(mark).value;
}

const MARK: ViewMark = {
  mark_id: '01234567-89ab-cdef-fedc-ba9876543210',
  user_id: '11111111-2222-4333-8444-555555555555',
  film_id: '66666666-7777-4888-9999-aaaaaaaaaaaa',
  position_s: 4711,
  event_time: '2026-01-31T23:59:59.999Z',
  platform: 'android',
};

describe('The fast path', () => {
  it('reads every canonical mark as it was written', () => {
    fc.assert(
      fc.property(anyMark, (mark) => {
        expect(readOne(Buffer.from(canonical(mark), 'latin1'))).toEqual(mark);
      }),
      { numRuns: 2000 },
    );
  });

  it('never accepts what the schema refuses, nor reads it differently, whatever byte is changed', () => {
    fc.assert(
      fc.property(anyMark, fc.nat(), fc.integer({ min: 0, max: 255 }), (mark, place, byte) => {
        const message = Buffer.from(canonical(mark), 'latin1');
        message[place % message.length] = byte;
        const got = readOne(message);
        if (got !== 'declined') {
          expect(viewMarkSchema.parse(JSON.parse(message.toString('latin1')))).toEqual(got);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('never accepts a message that was cut, doubled or lengthened', () => {
    fc.assert(
      fc.property(anyMark, fc.nat(), fc.nat({ max: 40 }), (mark, place, length) => {
        const text = canonical(mark);
        const at = place % text.length;
        const cut = text.slice(0, at) + text.slice(at + length);
        const doubled = text.slice(0, at) + text.slice(Math.max(0, at - length));
        for (const changed of [cut, doubled, `${text} `, ` ${text}`]) {
          const got = readOne(Buffer.from(changed, 'latin1'));
          if (got === 'declined') continue;
          expect(viewMarkSchema.parse(JSON.parse(changed))).toEqual(got);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['a capital in a UUID', { mark_id: MARK.mark_id.toUpperCase() }],
    ['a position of 2^32', { position_s: 4_294_967_296 }],
    ['the 30th of February', { event_time: '2024-02-30T00:00:00.000Z' }],
    ['the 29th of February of a common year', { event_time: '2026-02-29T00:00:00.000Z' }],
    ['the 29th of February 2100', { event_time: '2100-02-29T00:00:00.000Z' }],
    ['hour 24', { event_time: '2026-01-01T24:00:00.000Z' }],
    ['second 60', { event_time: '2026-01-01T00:00:60.000Z' }],
    ['month 13', { event_time: '2026-13-01T00:00:00.000Z' }],
    ['day 0', { event_time: '2026-01-00T00:00:00.000Z' }],
    ['a time before the first that is kept', { event_time: '1969-12-31T23:59:59.999Z' }],
    ['a time after the last that is kept', { event_time: '2106-01-01T00:00:00.000Z' }],
    ['an unknown platform', { platform: 'vr' }],
  ])('declines %s', (_, change) => {
    expect(readOne(Buffer.from(canonical({ ...MARK, ...change } as ViewMark), 'latin1'))).toBe(
      'declined',
    );
  });

  it.each(['04711', '-1', '', '1.0', '1e3', '42949672960'])(
    'declines the position %s',
    (digits) => {
      const text = canonical(MARK).replace(':4711,', `:${digits},`);
      expect(readOne(Buffer.from(text, 'latin1'))).toBe('declined');
    },
  );

  it('tells days apart that follow one another in one buffer', () => {
    const texts = ['2026-01-31', '2026-02-01', '2026-02-01', '2026-01-31'].map((day) =>
      canonical({ ...MARK, event_time: `${day}T12:00:00.000Z` }),
    );
    const buffer = Buffer.from(texts.join(''), 'latin1');
    const reader = new CanonicalMarkReader();
    const builder = new MarkColumnsBuilder(2);
    reader.attach(buffer);
    let at = 0;
    for (const text of texts) {
      expect(reader.read(at, at + text.length, builder, MIN_TIME_MS, MAX_TIME_MS)).toBe(true);
      at += text.length;
    }
    const days = [...builder.finish().eventTimeMs].map((ms) =>
      new Date(Number(ms)).toISOString().slice(0, 10),
    );
    expect(days).toEqual(['2026-01-31', '2026-02-01', '2026-02-01', '2026-01-31']);
  });
});
