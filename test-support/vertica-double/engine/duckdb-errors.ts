import {
  columnDoesNotExist,
  duplicateKey,
  invalidInput,
  objectExists,
  queryCanceled,
  relationDoesNotExist,
  syntaxError,
  VerticaError,
} from '../errors';

type Translation = readonly [pattern: RegExp, toVertica: (match: RegExpExecArray) => VerticaError];

/** What DuckDB says, by the beginning of its message, and what Vertica would say. */
const TRANSLATIONS: readonly Translation[] = [
  [/^INTERRUPT Error/, () => queryCanceled()],
  [
    /^Catalog Error: Table with name "?([^"! ]+)"? does not exist/,
    (m) => relationDoesNotExist(m[1]!),
  ],
  [/^Catalog Error: Table with name "?([^"! ]+)"? already exists/, (m) => objectExists(m[1]!)],
  [
    /^Binder Error: (?:Referenced column|Table .* does not have a column with name|Column with name) "?([^"! ]+)"?/,
    (m) => columnDoesNotExist(m[1]!),
  ],
  [/^Parser Error: syntax error at or near "([^"]*)"/, (m) => syntaxError(m[1]!)],
  [/^Parser Error: syntax error at end of input/, () => syntaxError('EOL')],
  [/^Conversion Error: (.*)/, (m) => invalidInput(m[1]!)],
  [/duplicate key "(?:(\w+): )?([^"]*)"/i, (m) => duplicateKey(m[1], m[2]!)],
  [
    /^Constraint Error: NOT NULL constraint failed: (?:\w+\.)?(\w+)/,
    (m) =>
      new VerticaError(
        '22004',
        `Cannot set a NOT NULL column (${m[1]!}) to a NULL value in INSERT/UPDATE statement`,
        { errorCode: 2501 },
      ),
  ],
  [
    /^Constraint Error: CHECK constraint failed .*strlen\("?(\w+)"?\) <= (\d+)/,
    (m) =>
      new VerticaError('22001', `String is too long for type Varchar(${m[2]!}) of column ${m[1]!}`),
  ],
  [
    /^TransactionContext Error: (?:Failed to commit|Catalog write-write conflict|Conflict)(.*)/,
    (m) =>
      new VerticaError('55V03', `Unavailable: Locking failure: TEST DOUBLE: conflict${m[1]!}`, {
        severity: 'ROLLBACK',
      }),
  ],
];

/** DuckDB's error as Vertica would report it; what has no counterpart says that it is the double's. */
export function toVerticaError(error: unknown): VerticaError {
  if (error instanceof VerticaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const firstLine = message.split('\n', 1)[0]!;
  for (const [pattern, toVertica] of TRANSLATIONS) {
    const match = pattern.exec(firstLine);
    if (match) return toVertica(match);
  }
  return new VerticaError('VX001', `TEST DOUBLE: ${firstLine}`);
}
