import { describe, expect, it } from 'vitest';
import type { QuestionName, QuestionParameters } from '../schemas';
import { bindParameters } from './question-parameters';

const FILM = '01234567-89ab-4def-8edc-ba9876543210';

describe('Question parameters', () => {
  it('take their defaults and come in the order of the definition', () => {
    expect(bindParameters('unfinished-films', { limit: 5 })).toEqual([
      { name: 'min_viewers', type: 'integer', value: 10 },
      { name: 'finish_line', type: 'real', value: 0.9 },
      { name: 'limit', type: 'integer', value: 5 },
    ]);
  });

  it('are lower-cased where they are UUIDs', () => {
    expect(bindParameters('stop-moments', { film_id: FILM.toUpperCase() })[0]).toMatchObject({
      value: FILM,
    });
  });

  it.each<[QuestionName, QuestionParameters, RegExp]>([
    ['stop-moments', {}, /film_id is missing \(the film\)/],
    ['stop-moments', { film_id: "' OR 1=1" }, /it must be a UUID/],
    ['stop-moments', { film_id: FILM, bucket_s: -1 }, /a whole number from 1/],
    ['stop-moments', { film_id: FILM, bucket_s: 1.5 }, /a whole number from 1/],
    ['stop-moments', { film_id: FILM, bucket_s: '60' }, /a whole number from 1/],
    ['most-watched-films', { limit: 2 ** 32 }, /a whole number from 0/],
    ['marks-per-day', { from_day: '2026-02-30', to_day: '2026-03-01' }, /a day as YYYY-MM-DD/],
    ['marks-per-day', { from_day: '2026-2-3', to_day: '2026-03-01' }, /a day as YYYY-MM-DD/],
    ['unfinished-films', { finish_line: Number.NaN }, /a finite number/],
    ['completion-by-genre', { genre: 'Drama' }, /unknown parameter genre; it takes no parameters/],
    ['resume-point', { user: FILM }, /unknown parameter user; it takes user_id, film_id/],
    ['resume-point', { toString: FILM }, /unknown parameter toString/],
  ])('of %s are refused when they are %j', (question, parameters, message) => {
    expect(() => bindParameters(question, parameters)).toThrow(
      expect.objectContaining({ code: 'BAD_PARAMETER', message: expect.stringMatching(message) }),
    );
  });
});
