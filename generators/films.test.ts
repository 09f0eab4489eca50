import { describe, expect, it } from 'vitest';
import { parseUuid } from '../marks';
import { describeDataset } from './dataset-spec';
import { createFilms } from './films';

const films = createFilms(describeDataset({ rows: 1, films: 3_000 }));

function share(predicate: (film: (typeof films)[number]) => boolean): number {
  return films.filter(predicate).length / films.length;
}

describe('the films catalogue', () => {
  it('depends on the seed and the number of films alone', () => {
    const again = describeDataset({
      rows: 1_000_000,
      films: 3_000,
      startDay: '2020-05-05',
      days: 3,
    });
    expect(createFilms(again)).toEqual(films);
    const other = describeDataset({ rows: 1, films: 3_000, seed: 2 });
    expect(createFilms(other)[0]).not.toEqual(films[0]);
  });

  it('grows at its end: a film stays the same when more are asked for', () => {
    expect(createFilms(describeDataset({ rows: 1, films: 10 }))).toEqual(films.slice(0, 10));
  });

  it('has a version 4 UUID for every film, none twice', () => {
    for (const { filmId } of films) {
      expect(filmId).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(parseUuid(filmId)).toBeDefined();
    }
    expect(new Set(films.map(({ filmId }) => filmId)).size).toBe(films.length);
  });

  it('has mostly feature films, some shorts and some long ones', () => {
    const features = films.map(({ durationS }) => durationS / 60).sort((a, b) => a - b);
    const median = features[features.length / 2]!;
    expect(median).toBeGreaterThan(95);
    expect(median).toBeLessThan(110);
    expect(features[0]).toBeGreaterThanOrEqual(3);
    expect(features.at(-1)).toBeLessThanOrEqual(210);
    expect(share(({ durationS }) => durationS < 40 * 60)).toBeCloseTo(0.07, 1);
    expect(share(({ durationS }) => durationS > 140 * 60)).toBeCloseTo(0.06, 1);
    expect(share(({ durationS }) => durationS > 140 * 60)).toBeGreaterThan(0.02);
  });

  it('has a title, a year and one to three genres without repetition for every film', () => {
    for (const { title, genres, releaseYear } of films) {
      expect(title).toMatch(/\S/);
      expect(releaseYear).toBeGreaterThanOrEqual(1930);
      expect(releaseYear).toBeLessThanOrEqual(2025);
      expect(genres.length).toBeGreaterThanOrEqual(1);
      expect(genres.length).toBeLessThanOrEqual(3);
      expect(new Set(genres).size).toBe(genres.length);
    }
    expect(new Set(films.map(({ title }) => title)).size).toBeGreaterThan(0.9 * films.length);
    expect(share(({ releaseYear }) => releaseYear >= 1995)).toBeGreaterThan(0.75);
  });
});
