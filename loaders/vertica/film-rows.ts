import type { Film } from '../../marks';
import { copyField } from './copy-field';

const ROWS_A_CHUNK = 1024;

function* chunksOf(lines: readonly string[]): Generator<Buffer> {
  for (let first = 0; first < lines.length; first += ROWS_A_CHUNK) {
    yield Buffer.from(lines.slice(first, first + ROWS_A_CHUNK).join(''));
  }
}

/** Lines for one COPY statement. */
export interface FilmRows {
  readonly rows: number;
  chunks(): Iterable<Buffer>;
}

function toRows(lines: readonly string[]): FilmRows {
  return { rows: lines.length, chunks: () => chunksOf(lines) };
}

/** The lines of films/copy-films.sql. */
export function filmRows(films: readonly Film[]): FilmRows {
  return toRows(
    films.map(
      ({ filmId, title, durationS, releaseYear }) =>
        `${filmId}\t${copyField(title)}\t${durationS}\t${releaseYear}\n`,
    ),
  );
}

/** The lines of films/copy-genres.sql. */
export function genreRows(films: readonly Film[]): FilmRows {
  return toRows(
    films.flatMap(({ filmId, genres }) =>
      genres.map((genre) => `${filmId}\t${copyField(genre)}\n`),
    ),
  );
}
