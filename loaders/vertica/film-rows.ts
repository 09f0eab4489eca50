import type { Film } from '../../marks';

const ROWS_A_CHUNK = 1024;

/**
 * A text as a field of COPY: the escape character makes the one after it plain. The byte 1, which
 * stands for null in these loads, is escaped like the delimiters.
 */
function field(text: string): string {
  // eslint-disable-next-line no-control-regex -- The null text of the COPY statements is a control character.
  return text.replace(/[\\\t\n\u0001]/g, (character) => `\\${character}`);
}

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
        `${filmId}\t${field(title)}\t${durationS}\t${releaseYear}\n`,
    ),
  );
}

/** The lines of films/copy-genres.sql. */
export function genreRows(films: readonly Film[]): FilmRows {
  return toRows(
    films.flatMap(({ filmId, genres }) => genres.map((genre) => `${filmId}\t${field(genre)}\n`)),
  );
}
