import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { BadInputError } from '../../errors';
import type { Film } from '../../marks';
import { FILM_COLUMNS, filmRecordSchema } from './film-record';

/** Between the genres of a film in a CSV file, which has no lists. */
const GENRE_SEPARATOR = '|';

const FIX = `a film has ${FILM_COLUMNS.join(', ')}; genres are a list in JSON lines and joined by ${GENRE_SEPARATOR} in CSV`;

interface Placed {
  /** 1-based, of the file. */
  readonly line: number;
  readonly record: unknown;
}

function bad(file: string, line: number, problem: string): BadInputError {
  return new BadInputError(`${file}:${line}`, problem, FIX);
}

function* jsonLines(file: string, text: string): Generator<Placed> {
  for (const [at, lineText] of text.split(/\r?\n/).entries()) {
    if (lineText.trim() === '') continue;
    const line = at + 1;
    try {
      yield { line, record: JSON.parse(lineText) as unknown };
    } catch {
      throw bad(file, line, 'is not a line of JSON');
    }
  }
}

const WHOLE_NUMBER = /^\d+$/;

/** Text stays text where it is no number, so that the schema names the field and what is wrong. */
function numeric(text: string | undefined): unknown {
  return text !== undefined && WHOLE_NUMBER.test(text) ? Number(text) : text;
}

function* csvRecords(file: string, text: string): Generator<Placed> {
  let rows: readonly { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      columns: (header: string[]) => {
        const missing = FILM_COLUMNS.find((name) => !header.includes(name));
        if (missing !== undefined) throw bad(file, 1, `has no column ${missing}`);
        return header;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw bad(file, Number(error.lines ?? 1), error.message.split('\n', 1)[0]!);
  }
  for (const { record, info } of rows) {
    yield {
      line: info.lines,
      record: {
        ...record,
        duration_s: numeric(record.duration_s),
        genres: record.genres?.split(GENRE_SEPARATOR),
        release_year: numeric(record.release_year),
      },
    };
  }
}

/**
 * The films of a catalogue's text.
 *
 * @param file its name, for messages; `.csv` (RFC 4180, with a header, columns in any order) or
 *   `.jsonl` (an object a line)
 * @throws BadInputError naming file, line, field and fix: another extension, no film, a film that is
 *   there twice, a field that is missing, unknown or wrong
 */
export function parseCatalogue(file: string, text: string): readonly Film[] {
  const extension = extname(file).toLowerCase();
  if (extension !== '.csv' && extension !== '.jsonl') {
    throw new BadInputError(
      file,
      'ends neither in .csv nor in .jsonl',
      'name it for what is in it',
    );
  }
  const placed = extension === '.csv' ? csvRecords(file, text) : jsonLines(file, text);
  const lines = new Map<string, number>();
  const films: Film[] = [];
  for (const { line, record } of placed) {
    const parsed = filmRecordSchema.safeParse(record);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = issue!.path.map(String).join('.');
      throw bad(file, line, field === '' ? issue!.message : `${field}: ${issue!.message}`);
    }
    const { filmId } = parsed.data;
    const first = lines.get(filmId);
    if (first !== undefined) throw bad(file, line, `film ${filmId} is also on line ${first}`);
    lines.set(filmId, line);
    films.push(parsed.data);
  }
  if (films.length === 0) throw bad(file, 1, 'holds no film, and would empty the catalogue');
  return films;
}

/**
 * The films of a file, as {@link parseCatalogue}.
 *
 * @throws BadInputError also when the file cannot be read
 */
export function readCatalogue(file: string): readonly Film[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInputError(
      file,
      code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown error'})`,
      'give the path of a .csv or .jsonl file',
      { cause: error },
    );
  }
  return parseCatalogue(file, text);
}
