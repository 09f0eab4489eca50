import { BadInputError } from '../../errors';
import type { BrokenRecord, Place } from '../csv/csv-file';

/** Why a record cannot be used, with what to do about it. */
const FIXES = {
  'unclosed-quote': 'close the quote',
  'text-after-quote': 'double the quotes inside a quoted field',
  'quote-in-plain-field': 'put the field in quotes and double the quotes inside it',
  'bare-carriage-return': 'end lines with LF or CRLF, or put the field in quotes',
  'record-too-long': 'close the quote that was left open',
  'field-count': 'write as many fields as the header has',
  'empty-key': 'write the brand and the key of a product',
  'key-not-text': 'write brand and key as UTF-8 on one line',
  'duplicate-key': 'keep one record for each brand and key',
  'unknown-product': 'add the product to the products file',
  'stars-not-a-number': 'write a number from 1 to 5',
  'stars-out-of-range': 'write a number from 1 to 5',
  'votes-not-a-number': 'write a whole number of votes, or nothing for none',
  'votes-negative': 'write a whole number of votes, or nothing for none',
  'votes-too-many': 'write a number below 2147483648',
} as const;

export type RecordProblem = keyof typeof FIXES;

/** A record that cannot be used. */
export interface BadRecord extends Place {
  readonly problem: RecordProblem;
  /** Name of the column at fault; null when the whole record is. */
  readonly field: string | null;
  /** What is wrong, in words, with the value that was found. */
  readonly reason: string;
}

const STRUCTURE_REASONS: Record<BrokenRecord['problem'], string> = {
  'unclosed-quote': 'a quote opens here and is never closed',
  'text-after-quote': 'text follows a closing quote',
  'quote-in-plain-field': 'a quote stands inside a field that does not start with one',
  'bare-carriage-return': 'a carriage return stands without its line feed outside quotes',
  'record-too-long': 'this record is longer than 16 MiB',
};

export function brokenRecord({ line, column, problem }: BrokenRecord): BadRecord {
  return { line, column, problem, field: null, reason: STRUCTURE_REASONS[problem] };
}

const SHOWN_CHARACTERS = 40;

/** A value for a message: on one line, in quotes, shortened. */
export function shown(value: string): string {
  const characters = Array.from(value);
  return JSON.stringify(
    characters.length > SHOWN_CHARACTERS
      ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}...`
      : value,
  );
}

/** The error that ends a strict run: `reviews.csv:17:23 (stars): "five" is not a number; ...`. */
export function badRecordError(file: string, bad: BadRecord): BadInputError {
  const column = bad.field === null ? '' : ` (${bad.field})`;
  return new BadInputError(
    `${file}:${bad.line}:${bad.column}${column}`,
    bad.reason,
    `${FIXES[bad.problem]}, or leave such records out with --skip-bad`,
  );
}
