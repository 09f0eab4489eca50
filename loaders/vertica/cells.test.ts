import { describe, expect, it } from 'vitest';
import { answerRow } from './cells';

const USER = '0198c0de-0000-7000-8000-00000000000a';

describe('answerRow', () => {
  it.each([
    ['2026-01-31 23:59:59.999', '2026-01-31T23:59:59.999Z'],
    ['2026-01-31 23:59:59.5', '2026-01-31T23:59:59.500Z'],
    ['2026-01-31 23:59:59', '2026-01-31T23:59:59.000Z'],
  ])('reads the timestamp %s', (text, time) => {
    expect(answerRow('resume-point', { position_s: 7, event_time: text })).toEqual({
      position_s: 7,
      event_time: time,
    });
  });

  it('writes UUIDs in lower case and keeps nulls where they are allowed', () => {
    const row = {
      film_id: USER.toUpperCase(),
      title: null,
      last_event_time: '2026-01-31 00:00:00',
      last_position_s: 1,
      max_position_s: 2,
      completion: null,
    };
    expect(answerRow('viewer-history', row)).toMatchObject({ film_id: USER, title: null });
  });

  it.each([
    { position_s: null, event_time: '2026-01-31 00:00:00' },
    { position_s: 2 ** 60, event_time: '2026-01-31 00:00:00' },
    { position_s: '7', event_time: '2026-01-31 00:00:00' },
    { position_s: 7, event_time: 'infinity' },
    { position_s: 7 },
  ])('refuses %j', (row) => {
    expect(() => answerRow('resume-point', row as Record<string, string>)).toThrow(
      /^vertica: column \w+ should be of type \w+, got /,
    );
  });
});
