import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, readUuid } from '../../marks';
import {
  encodeMarkMessage,
  findDuplicateKey,
  type ViewMark,
  viewMarkSchema,
} from '../../marks/wire';
import type { RecordCursor } from '../source';
import { MarkColumnsBuilder, MarkDecoder, type Refusal, type RefusalCode } from './index';

const MAX_BYTES = 2_000;
const FIRST_MS = Date.UTC(1970, 0, 1);
const LAST_MS = Date.UTC(2106, 0, 1) - 1;

const MARK: ViewMark = {
  mark_id: '01234567-89ab-cdef-fedc-ba9876543210',
  user_id: '11111111-2222-4333-8444-555555555555',
  film_id: '66666666-7777-4888-9999-aaaaaaaaaaaa',
  position_s: 4711,
  event_time: '2026-01-31T23:59:59.999Z',
  platform: 'android',
};

/** A cursor on one value in the middle of other bytes. */
function cursorOn(value: Uint8Array | null): RecordCursor {
  const around = Buffer.from('{"mark_id":"', 'latin1');
  return {
    next: () => false,
    offset: 0,
    timestampMs: 0,
    bytes: value === null ? around : Buffer.concat([around, value, around]),
    keyStart: -1,
    keyEnd: -1,
    valueStart: value === null ? -1 : around.length,
    valueEnd: value === null ? -1 : around.length + value.length,
    headers: () => [],
  };
}

function rowOf(builder: MarkColumnsBuilder): ViewMark {
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

function decode(value: Uint8Array | null): ViewMark | Refusal {
  const builder = new MarkColumnsBuilder(1);
  const refusal = new MarkDecoder({ maxBytes: MAX_BYTES }).decode(cursorOn(value), builder);
  if (refusal === undefined) return rowOf(builder);
  expect(builder.rows).toBe(0);
  return refusal;
}

/** The strict validator and nothing else: what the decoder must agree with on any bytes. */
function oracle(value: Uint8Array): ViewMark | RefusalCode {
  if (value.length > MAX_BYTES) return 'too-large';
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    return 'not-utf8';
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  if (findDuplicateKey(text) !== undefined) return 'duplicate-key';
  const checked = viewMarkSchema.safeParse(json);
  if (!checked.success) return 'schema';
  const time = Date.parse(checked.data.event_time);
  return time < FIRST_MS || time > LAST_MS ? 'event-time' : checked.data;
}

function expectAgreement(value: Uint8Array): void {
  const decoded = decode(value);
  expect('code' in decoded ? decoded.code : decoded).toEqual(oracle(value));
  if ('code' in decoded) expect(decoded.detail).toMatch(/^[\x20-\x7e]{1,200}$/);
}

const anyMark: fc.Arbitrary<ViewMark> = fc.record({
  mark_id: fc.uuid(),
  user_id: fc.uuid(),
  film_id: fc.uuid(),
  position_s: fc.oneof(fc.constantFrom(0, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff })),
  event_time: fc
    .oneof(
      fc.constantFrom(FIRST_MS - 1, FIRST_MS, LAST_MS, LAST_MS + 1, Date.UTC(9999, 11, 31)),
      fc.integer({ min: FIRST_MS, max: LAST_MS }),
    )
    .map((time) => new Date(time).toISOString()),
  platform: fc.constantFrom(...PLATFORMS),
});

const wrongField = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    4_294_967_296,
    -1,
    1.5,
    '\ud800',
    '9999-01-01T00:00:00.000Z',
    '2026-02-30T00:00:00.000Z',
  ),
);

const field = fc.constantFrom(...(Object.keys(MARK) as (keyof ViewMark)[]));

describe('A decoder agrees with the strict validator', () => {
  it('on marks in any spelling: other orders of fields, blanks, escapes', () => {
    fc.assert(
      fc.property(
        anyMark,
        fc.shuffledSubarray(Object.keys(MARK) as (keyof ViewMark)[], { minLength: 6 }),
        fc.constantFrom(0, 1, 2),
        fc.boolean(),
        (mark, order, indent, escaped) => {
          const fields = Object.fromEntries(order.map((name) => [name, mark[name]]));
          const text = JSON.stringify(fields, null, indent);
          const spelled = escaped ? text.replace('-', '\\u002d').replace('m', '\\u006d') : text;
          expectAgreement(Buffer.from(spelled, 'utf8'));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('on canonical marks of which bytes were changed, cut, doubled or put in', () => {
    fc.assert(
      fc.property(
        anyMark,
        fc.nat(),
        fc.nat({ max: 60 }),
        fc.uint8Array({ maxLength: 4 }),
        (mark, place, length, inserted) => {
          const message = Buffer.from(encodeMarkMessage(mark).value, 'latin1');
          const at = place % message.length;
          const before = message.subarray(0, at);
          expectAgreement(
            Buffer.concat([before, inserted, message.subarray(at + inserted.length)]),
          );
          expectAgreement(Buffer.concat([before, message.subarray(at + length)]));
          expectAgreement(Buffer.concat([before, message.subarray(Math.max(0, at - length))]));
          expectAgreement(Buffer.concat([before, inserted, message.subarray(at)]));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('on marks with a field of another kind, missing, twice, or too many', () => {
    fc.assert(
      fc.property(anyMark, field, wrongField, fc.string(), (mark, name, wrong, other) => {
        const replaced = JSON.stringify({ ...mark, [name]: wrong });
        const missing = JSON.stringify({ ...mark, [name]: undefined });
        const more = JSON.stringify({ ...mark, [other]: wrong });
        const twice = replaced.replace('{', `{"${name}":${JSON.stringify(mark[name])},`);
        for (const text of [replaced, missing, more, twice]) {
          expectAgreement(Buffer.from(text, 'utf8'));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('on any JSON and on any bytes', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ maxLength: 300 }), (json, bytes) => {
        expectAgreement(Buffer.from(json, 'utf8'));
        expectAgreement(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('A decoder refuses', () => {
  const text = encodeMarkMessage(MARK).value;

  it.each<readonly [string, Uint8Array | null, RefusalCode, string]>([
    ['a record without a value', null, 'no-value', 'the record has no value'],
    ['an empty value', Buffer.alloc(0), 'not-json', 'the value is not JSON'],
    ['half a mark', Buffer.from(text.slice(0, 100)), 'not-json', 'the value is not JSON'],
    ['NaN', Buffer.from(text.replace('4711', 'NaN')), 'not-json', 'the value is not JSON'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 'not-utf8', 'the value is not UTF-8'],
    ['a byte order mark', Buffer.from(`\ufeff${text}`), 'not-json', 'the value is not JSON'],
    [
      'a value of many bytes',
      Buffer.from(text + ' '.repeat(MAX_BYTES)),
      'too-large',
      'the value has 2227 bytes; at most 2000',
    ],
    [
      'a key that is there twice',
      Buffer.from(text.replace('{', '{"position_s":4711,')),
      'duplicate-key',
      'the key position_s is there twice',
    ],
    [
      'a position that is a text',
      Buffer.from(text.replace('4711', '"4711"')),
      'schema',
      'position_s: Invalid input: expected number, received string',
    ],
    [
      'a lone surrogate',
      Buffer.from(text.replace('android', '\\ud800')),
      'schema',
      expect.stringMatching(/^platform: /),
    ],
    [
      'a deep value',
      Buffer.from('['.repeat(900) + ']'.repeat(900)),
      'schema',
      'the value: Invalid input: expected object, received array',
    ],
    [
      'the year 9999',
      Buffer.from(text.replace('2026-', '9999-')),
      'event-time',
      'event_time 9999-01-31T23:59:59.999Z is not in the range that is kept',
    ],
  ])('%s', (_, value, code, detail) => {
    expect(decode(value)).toEqual({ code, detail });
  });
});

describe('A decoder', () => {
  it('reads records of several buffers, refused ones between them, into one batch', () => {
    const decoder = new MarkDecoder();
    const builder = new MarkColumnsBuilder(1);
    const values = [
      encodeMarkMessage(MARK).value,
      'no mark',
      JSON.stringify({ ...MARK, position_s: 7 }, null, 1),
      encodeMarkMessage({ ...MARK, position_s: 9 }).value,
    ];
    const verdicts = values.map((value) => {
      const verdict = decoder.decode(cursorOn(Buffer.from(value)), builder)?.code;
      decoder.release();
      return verdict;
    });
    expect(verdicts).toEqual([undefined, 'not-json', undefined, undefined]);
    expect([...builder.finish().positionS]).toEqual([4711, 7, 9]);
  });

  it('keeps the times that it is told to keep', () => {
    const decoder = new MarkDecoder({ minTimeMs: Date.UTC(2026, 1, 1) });
    const value = Buffer.from(encodeMarkMessage(MARK).value);
    expect(decoder.decode(cursorOn(value), new MarkColumnsBuilder(1))?.code).toBe('event-time');
  });
});
