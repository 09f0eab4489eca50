import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { compareCatalogues } from './load-catalogue';
import { parseCatalogue, readCatalogue } from './read-catalogue';

const ID = '11111111-1111-4111-8111-11111111111a';
const FILM = {
  filmId: ID,
  title: 'One, "two"',
  durationS: 5400,
  genres: ['Drama', 'Crime'],
  releaseYear: 1999,
};
const JSON_LINE = JSON.stringify({
  film_id: ID,
  title: 'One, "two"',
  duration_s: 5400,
  genres: ['Drama', 'Crime'],
  release_year: 1999,
});
const CSV = `title,film_id,genres,release_year,duration_s\n"One, ""two""",${ID.toUpperCase()},Drama|Crime,1999,5400\n`;

describe('A file of the catalogue', () => {
  it('is read as JSON lines, empty lines aside', () => {
    expect(parseCatalogue('f.jsonl', `\n${JSON_LINE}\r\n`)).toEqual([FILM]);
  });

  it('is read as CSV with its columns in any order', () => {
    expect(parseCatalogue('f.csv', `\uFEFF${CSV}`)).toEqual([FILM]);
  });

  it.each([
    ['f.txt', '', 'f.txt: ends neither in .csv nor in .jsonl'],
    ['f.csv', 'film_id,title\n', 'f.csv:1: has no column duration_s'],
    ['f.csv', CSV.replace('5400', 'long'), 'f.csv:2: duration_s: '],
    ['f.csv', CSV.replace('Drama|Crime', 'Drama|Drama'), 'f.csv:2: genres: a genre is there twice'],
    ['f.csv', `${CSV}${CSV.split('\n')[1]!}\n`, `f.csv:3: film ${ID} is also on line 2`],
    ['f.csv', `${CSV}"open`, 'f.csv:3'],
    ['f.csv', `${CSV},short\n`, 'f.csv:3'],
    ['f.jsonl', '{', 'f.jsonl:1: is not a line of JSON'],
    ['f.jsonl', JSON_LINE.replace('"title"', '"name"'), 'f.jsonl:1: '],
    ['f.jsonl', JSON_LINE.replace('5400', '0'), 'f.jsonl:1: duration_s: '],
    ['f.jsonl', JSON_LINE.replace(ID, 'x'), 'f.jsonl:1: film_id: not a canonical UUID'],
    ['f.jsonl', '\n', 'f.jsonl:1: holds no film'],
  ])('is refused with its line: %s %j', (file, text, message) => {
    const read = (): unknown => parseCatalogue(file, text);
    expect(read).toThrow(BadInputError);
    expect(read).toThrow(message);
  });

  it('is refused when it is not there', () => {
    expect(() => readCatalogue('/nowhere/films.csv')).toThrow(
      '/nowhere/films.csv: there is no such file',
    );
  });
});

describe('Two catalogues', () => {
  it('differ by films and by durations', () => {
    const durations = new Map([
      [ID, 5000],
      ['gone', 1],
    ]);
    expect(compareCatalogues(durations, [FILM, { ...FILM, filmId: 'new' }])).toEqual({
      films: 2,
      added: 1,
      removed: 1,
      changedDurations: 1,
    });
  });
});
