import { describe, expect, it } from 'vitest';
import { viewMarkSchema } from '../marks/wire';
import { type PostedMark, postedMarkSchema, readPostedMark } from './posted-mark';

const USER = '7b0a9f7e-3f0c-4d6e-9d43-0a4d6c1f2e55';
const NOW = Date.UTC(2026, 0, 31, 12);
const BOUNDS = { maxAheadS: 300, maxAgeS: 86_400 };

const POSTED: PostedMark = {
  mark_id: '01234567-89AB-CDEF-0123-456789ABCDEF',
  film_id: 'FFFFFFFF-ffff-ffff-ffff-ffffffffffff',
  position_s: 61,
  event_time: '2026-01-31T12:00:00Z',
  platform: 'tv',
};

function read(change: Partial<PostedMark>) {
  return readPostedMark({ ...POSTED, ...change }, USER, BOUNDS, NOW);
}

describe('a posted mark', () => {
  it('is stored in canonical spelling under the user of the token', () => {
    const reading = read({});
    expect(reading).toEqual({
      status: 'read',
      mark: {
        mark_id: '01234567-89ab-cdef-0123-456789abcdef',
        user_id: USER,
        film_id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
        position_s: 61,
        event_time: '2026-01-31T12:00:00.000Z',
        platform: 'tv',
      },
    });
    expect(viewMarkSchema.safeParse(reading.status === 'read' && reading.mark).success).toBe(true);
  });

  it.each([
    ['2026-01-31T13:00:00.5+01:00', '2026-01-31T12:00:00.500Z'],
    ['2026-01-31T11:59:59.123456789Z', '2026-01-31T11:59:59.123Z'],
    ['2026-01-31T12:05:00.000Z', '2026-01-31T12:05:00.000Z'],
    ['2026-01-30T12:00:00.000Z', '2026-01-30T12:00:00.000Z'],
  ])('of the time %s is stored as %s', (event_time, stored) => {
    expect(postedMarkSchema.safeParse({ ...POSTED, event_time }).success).toBe(true);
    expect(read({ event_time })).toMatchObject({ mark: { event_time: stored } });
  });

  it.each([
    ['2026-01-31T12:05:00.001Z', "event_time may be at most 300 s ahead of the server's time"],
    ['2026-01-30T11:59:59.999Z', 'event_time may be at most 86400 s old'],
  ])('of the time %s is refused with the bound', (event_time, detail) => {
    expect(read({ event_time })).toEqual({
      status: 'refused',
      code: 'event-time-out-of-range',
      detail,
    });
  });

  it.each(['2026-02-30T00:00:00Z', '2025-02-29T00:00:00Z', '2026-04-31T00:00:00+00:00'])(
    'of the day %s, which no calendar has, is refused',
    (event_time) => {
      expect(read({ event_time })).toMatchObject({ status: 'refused', code: 'invalid-body' });
    },
  );

  it.each([
    ['a user', { user_id: USER }],
    ['a UUID with a line break at its end', { mark_id: `${POSTED.mark_id}\n` }],
    ['a UUID without dashes', { film_id: '0123456789abcdef0123456789abcdef' }],
    ['a position as text', { position_s: '61' }],
    ['a negative position', { position_s: -1 }],
    ['a position above 32 bits', { position_s: 4_294_967_296 }],
    ['a fraction as position', { position_s: 0.5 }],
    ['a time without zone', { event_time: '2026-01-31T12:00:00' }],
    ['hour 24', { event_time: '2026-01-31T24:00:00Z' }],
    ['a leap second', { event_time: '2026-01-31T23:59:60Z' }],
    ['a platform in capitals', { platform: 'TV' }],
    ['no platform', { platform: undefined }],
  ])('with %s is not one by the schema', (_, change) => {
    expect(postedMarkSchema.safeParse({ ...POSTED, ...change }).success).toBe(false);
  });
});
