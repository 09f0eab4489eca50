/**
 * COPY ... FROM [LOCAL] STDIN with the options of the DELIMITED parser that the double knows.
 *
 * Source of the grammar and of the defaults: "COPY" and "DELIMITED (parser)" of the Vertica
 * documentation, version 11.0 and later.
 */
import { notInSubset, syntaxError } from '../errors';
import type { Relation } from './relation';
import { splitAtCommas, TokenCursor } from './token-cursor';

export interface CopyStatement {
  readonly kind: 'copy';
  readonly table: Relation;
  /** Target columns; undefined means all columns of the table. */
  readonly columns: readonly string[] | undefined;
  /** Whether the client takes part in the protocol of local files. */
  readonly local: boolean;
  readonly delimiter: string;
  readonly nullText: string;
  readonly enclosedBy: string | undefined;
  readonly escape: string | undefined;
  readonly recordTerminator: string;
  readonly abortOnError: boolean;
  /** The load fails when this many rows were rejected; undefined means any number is accepted. */
  readonly rejectMax: number | undefined;
  readonly returnRejected: boolean;
  /** Text that is too long is rejected instead of cut. */
  readonly enforceLength: boolean;
  readonly commit: boolean;
}

type Options = {
  -readonly [
    Name in keyof Omit<CopyStatement, 'kind' | 'table' | 'columns' | 'local'>
  ]: CopyStatement[Name];
};

function oneCharacter(cursor: TokenCursor, option: string): string {
  const text = cursor.string();
  if (text.length !== 1 || text > '\x7f') {
    throw notInSubset(`${option} ${JSON.stringify(text)}: one ASCII character is needed, this`);
  }
  return text;
}

function readOption(cursor: TokenCursor, options: Options): void {
  if (cursor.accept('DELIMITER')) {
    cursor.accept('AS');
    options.delimiter = oneCharacter(cursor, 'DELIMITER');
  } else if (cursor.accept('NULL')) {
    cursor.accept('AS');
    options.nullText = cursor.string();
  } else if (cursor.accept('ENCLOSED')) {
    cursor.accept('BY');
    options.enclosedBy = oneCharacter(cursor, 'ENCLOSED BY');
  } else if (cursor.accept('NO', 'ESCAPE')) {
    options.escape = undefined;
  } else if (cursor.accept('ESCAPE')) {
    cursor.accept('AS');
    options.escape = oneCharacter(cursor, 'ESCAPE');
  } else if (cursor.accept('RECORD', 'TERMINATOR')) {
    options.recordTerminator = cursor.string();
  } else if (cursor.accept('ABORT', 'ON', 'ERROR')) {
    options.abortOnError = true;
  } else if (cursor.accept('REJECTMAX')) {
    options.rejectMax = cursor.integer();
  } else if (cursor.accept('RETURNREJECTED')) {
    options.returnRejected = true;
  } else if (cursor.accept('ENFORCELENGTH')) {
    options.enforceLength = true;
  } else if (cursor.accept('NO', 'COMMIT')) {
    options.commit = false;
  } else if (cursor.accept('STREAM', 'NAME')) {
    cursor.string();
  } else if (!cursor.accept('DIRECT') && !cursor.accept('WITH')) {
    throw notInSubset(`the COPY option ${JSON.stringify(cursor.next().text)}`);
  }
}

/** Reads on after COPY. */
export function readCopy(cursor: TokenCursor): CopyStatement {
  const table = cursor.relation();
  const columns = cursor.startsWith('(')
    ? splitAtCommas(cursor.bracketed()).map((part) => {
        const column = new TokenCursor(part);
        const name = column.name();
        column.expectEnd('a COPY column');
        return name;
      })
    : undefined;
  cursor.expect('FROM');
  const local = cursor.accept('LOCAL');
  if (cursor.peek()?.kind === 'string') throw notInSubset('COPY from a file');
  cursor.expect('STDIN');
  const options: Options = {
    delimiter: '|',
    nullText: '',
    enclosedBy: undefined,
    escape: '\\',
    recordTerminator: '\n',
    abortOnError: false,
    rejectMax: undefined,
    returnRejected: false,
    enforceLength: false,
    commit: true,
  };
  while (!cursor.done) readOption(cursor, options);
  if (options.recordTerminator === '') throw syntaxError("''");
  return { kind: 'copy', table, columns, local, ...options };
}
