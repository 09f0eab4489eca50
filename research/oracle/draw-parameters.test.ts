import { describe, expect, it } from 'vitest';
import { QUESTION_NAMES } from '../../schemas';
import { buildMarks, uuidOf } from '../../test-support/build-marks';
import { seededRandom } from '../seeded-random';
import { drawParameters, Oracle } from '.';

const POPULAR = uuidOf(1000);

const oracle = new Oracle([]);
oracle.add(
  buildMarks(
    Array.from({ length: 400 }, (_, n) => ({
      userId: uuidOf(n),
      filmId: n % 4 === 0 ? uuidOf(1001 + n) : POPULAR,
      positionS: n,
      at: Date.parse('2026-03-01T00:00:00Z') + (n % 20) * 86_400_000,
    })),
  ),
);

describe('drawParameters', () => {
  it('draws parameters that every question accepts, the same for the same seed', () => {
    for (const question of QUESTION_NAMES) {
      const draw = (seed: number): unknown[] => {
        const random = seededRandom(seed);
        return Array.from({ length: 20 }, () => drawParameters(question, oracle.tally, random));
      };
      expect(draw(5)).toEqual(draw(5));
      if (question !== 'completion-by-genre') expect(draw(5)).not.toEqual(draw(6));
      const random = seededRandom(1);
      for (let n = 0; n < 20; n++) {
        expect(() =>
          oracle.answer(question, drawParameters(question, oracle.tally, random)),
        ).not.toThrow();
      }
    }
  });

  it('draws films in proportion to their viewers, and now and then one without marks', () => {
    const random = seededRandom(3);
    const films = Array.from(
      { length: 2000 },
      () => drawParameters('stop-moments', oracle.tally, random).film_id as string,
    );
    const share = (matches: (film: string) => boolean): number =>
      films.filter(matches).length / films.length;
    const absent = share((film) => oracle.tally.findFilm(film) < 0);
    expect(absent).toBeGreaterThan(0.03);
    expect(absent).toBeLessThan(0.1);
    // Three of four viewers watch the popular film, of the fifteen of sixteen draws that are present.
    expect(share((film) => film === POPULAR)).toBeGreaterThan(0.63);
    expect(share((film) => film === POPULAR)).toBeLessThan(0.77);
  });

  it('draws a user and a film that belong together', () => {
    const random = seededRandom(4);
    const found = Array.from({ length: 200 }, () =>
      oracle.answer('resume-point', drawParameters('resume-point', oracle.tally, random)),
    ).filter((rows) => rows.length === 1);
    expect(found.length).toBeGreaterThan(160);
    expect(found.length).toBeLessThan(200);
  });

  it('draws periods within the days of the data', () => {
    const random = seededRandom(5);
    for (let n = 0; n < 200; n++) {
      const { from_day, to_day } = drawParameters('marks-per-day', oracle.tally, random);
      expect(from_day! >= '2026-03-01' && from_day! <= to_day!).toBe(true);
      expect(to_day! <= '2026-03-20').toBe(true);
    }
  });

  it('still has something to ask where there are no marks', () => {
    const empty = new Oracle([]);
    for (const question of QUESTION_NAMES) {
      expect(
        empty.answer(question, drawParameters(question, empty.tally, seededRandom(1))),
      ).toEqual([]);
    }
  });
});
