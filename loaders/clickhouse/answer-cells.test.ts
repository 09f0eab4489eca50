import { describe, expect, it } from 'vitest';
import { answerRow } from './answer-cells';

const FILM = '01234567-89ab-4def-9fed-cba987654321';

describe('answerRow', () => {
  it('names the cells in the order of the question', () => {
    expect(
      answerRow('viewer-history', [FILM, 'Alpha', '2105-12-31T23:59:59.999Z', 7, 90, 0.5]),
    ).toEqual({
      film_id: FILM,
      title: 'Alpha',
      last_event_time: '2105-12-31T23:59:59.999Z',
      last_position_s: 7,
      max_position_s: 90,
      completion: 0.5,
    });
  });

  it('keeps null where the question allows it', () => {
    const row = answerRow('viewer-history', [FILM, null, '2026-01-01T00:00:00.000Z', 7, 90, null]);
    expect([row.title, row.completion]).toEqual([null, null]);
  });

  it.each([
    ['a null that the question does not allow', 'marks-per-day', ['2026-01-01', null]],
    ['a number that came as text', 'marks-per-day', ['2026-01-01', '7']],
    ['a number that a double cannot hold exactly', 'marks-per-day', ['2026-01-01', 2 ** 53]],
    ['a time in the engine’s own form', 'resume-point', [7, '2026-01-01 00:00:00.000']],
    ['a row that is too short', 'resume-point', [7]],
  ] as const)('refuses %s', (_, question, values) => {
    expect(() => answerRow(question, values)).toThrow(
      expect.objectContaining({ code: 'ENGINE' }) as Error,
    );
  });
});
