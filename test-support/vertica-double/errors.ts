/**
 * Errors as Vertica reports them: a severity, a five-character SQLSTATE, a message, and Vertica's own
 * number for the message.
 *
 * Only numbers with a public source are given: Vertica's "Error Messages Associated with SQLSTATE"
 * pages, the tests of vertica-sql-go (`driver_test.go`) and error reports in the issues of
 * vertica-python. An error that is the double's own has no number and says TEST DOUBLE in its text.
 */
import type { ErrorFields } from './wire';

/**
 * ERROR: the statement had no effect, the transaction goes on. ROLLBACK: the whole transaction is
 * gone (Vertica does so for errors of DDL). FATAL: the connection ends.
 */
export type Severity = 'ERROR' | 'ROLLBACK' | 'FATAL';

export interface VerticaErrorOptions {
  readonly severity?: Severity;
  /** Vertica's number for the message. */
  readonly errorCode?: number;
  readonly detail?: string;
  readonly hint?: string;
}

export class VerticaError extends Error {
  override readonly name = 'VerticaError';
  readonly severity: Severity;

  constructor(
    readonly sqlState: string,
    message: string,
    private readonly options: VerticaErrorOptions = {},
  ) {
    super(message);
    this.severity = options.severity ?? 'ERROR';
  }

  withSeverity(severity: Severity): VerticaError {
    return new VerticaError(this.sqlState, this.message, { ...this.options, severity });
  }

  /** The fields of the ErrorResponse message by their wire letters. */
  get fields(): ErrorFields {
    const { errorCode, detail, hint } = this.options;
    return {
      S: this.severity,
      C: this.sqlState,
      M: this.message,
      ...(detail === undefined ? {} : { D: detail }),
      ...(hint === undefined ? {} : { H: hint }),
      ...(errorCode === undefined ? {} : { V: String(errorCode) }),
      R: 'vertica-double',
    };
  }
}

/** Valid Vertica SQL for all the double knows, but not in the subset that it runs. */
export function notInSubset(what: string): VerticaError {
  return new VerticaError('0A000', `TEST DOUBLE: ${what} is not in the subset of SQL it runs`);
}

export function protocolViolation(problem: string): VerticaError {
  return new VerticaError('08P01', `TEST DOUBLE: protocol violation: ${problem}`, {
    severity: 'FATAL',
  });
}

export function syntaxError(near: string): VerticaError {
  return new VerticaError('42601', `Syntax error at or near "${near}"`, { errorCode: 4856 });
}

export function authenticationFailed(user: string): VerticaError {
  return new VerticaError('28000', `Authentication failed for username "${user}"`, {
    severity: 'FATAL',
    errorCode: 2248,
  });
}

export function databaseDoesNotExist(database: string): VerticaError {
  return new VerticaError('3D000', `Database "${database}" does not exist`, { severity: 'FATAL' });
}

export function relationDoesNotExist(relation: string): VerticaError {
  return new VerticaError('42V01', `Relation "${relation}" does not exist`, { errorCode: 4566 });
}

export function columnDoesNotExist(column: string): VerticaError {
  return new VerticaError('42703', `Column "${column}" does not exist`, { errorCode: 2624 });
}

export function objectExists(name: string): VerticaError {
  return new VerticaError('42710', `Object "${name}" already exists`, {
    severity: 'ROLLBACK',
    errorCode: 4213,
  });
}

export function invalidInput(message: string): VerticaError {
  return new VerticaError('22V02', message, { errorCode: 3681 });
}

export function duplicateKey(column: string | undefined, value: string): VerticaError {
  const key = column === undefined ? value : `${column}=${value}`;
  return new VerticaError(
    '23505',
    `Duplicate key values: '${key}' -- violates a primary key constraint`,
  );
}

export function noSuchSession(id: string): VerticaError {
  return new VerticaError('42V01', `Session ID ${id} does not exist`);
}

export function queryCanceled(): VerticaError {
  return new VerticaError('57014', 'Execution canceled by operator');
}

export function copyRejected(record: number, reason: string): VerticaError {
  return new VerticaError('22V04', `COPY: Input record ${record} has been rejected (${reason})`, {
    errorCode: 2035,
  });
}

/** What the server makes of a client's CopyError message. */
export function clientError(
  message: string,
  method: string,
  file: string,
  line: number,
): VerticaError {
  return new VerticaError(
    '22V23',
    `Client error: ${message} (in function ${method}() at ${file}:${line})`,
    { errorCode: 5783 },
  );
}
