import { BadInputError } from '../../errors';
import { fieldText } from '../csv/csv-field';
import { placeOf, type RecordPosition } from '../csv/csv-file';
import type { RecordScanner } from '../csv/record-scanner';
import { shown } from './bad-record';

/** More columns than this are refused; it sizes the scanner's arrays. */
export const MAX_COLUMNS = 256;

/** A CSV file's header: where each named column is. */
export interface Header {
  readonly columns: readonly string[];
  /** Position of a required column. */
  indexOf(name: string): number;
  /** Position of a column that may be missing. */
  find(name: string): number | undefined;
}

/**
 * Reads the header record.
 *
 * @param file as messages name it
 * @param required columns that must be there; others may be, in any order
 * @throws BadInputError when a required column is missing or any is named twice
 */
export function readHeader(
  record: RecordScanner,
  at: RecordPosition,
  file: string,
  required: readonly string[],
): Header {
  if (record.fields > MAX_COLUMNS) {
    throw new BadInputError(
      `${file}:${at.line}:1`,
      `the header names ${record.fields} columns`,
      `name at most ${MAX_COLUMNS}`,
    );
  }
  const columns = Array.from({ length: record.fields }, (_, field) => fieldText(record, field));
  const positions = new Map<string, number>();
  columns.forEach((name, field) => {
    if (positions.has(name)) {
      const place = placeOf(record.bytes, record.start, at.line, record.fieldStart[field]!);
      throw new BadInputError(
        `${file}:${place.line}:${place.column}`,
        `the header names column ${shown(name)} twice`,
        'name each column once',
      );
    }
    positions.set(name, field);
  });
  const missing = required.filter((name) => !positions.has(name));
  if (missing.length > 0) {
    throw new BadInputError(
      `${file}:${at.line}:1`,
      `the header has no column ${missing.map(shown).join(' and no column ')}`,
      `it needs ${required.join(', ')}; it has ${columns.map(shown).join(', ')}`,
    );
  }
  return {
    columns,
    indexOf: (name) => positions.get(name)!,
    find: (name) => positions.get(name),
  };
}

export function missingHeader(file: string, required: readonly string[]): BadInputError {
  return new BadInputError(
    `${file}:1:1`,
    'the file is empty',
    `start it with a header that names ${required.join(', ')}`,
  );
}
