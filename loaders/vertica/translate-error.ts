import { StorageError, type StorageErrorCode } from '../storage-error';

/** Vertica's SQLSTATEs that mean something to a caller; any other is ENGINE. */
const SQL_STATES: ReadonlyMap<string, StorageErrorCode> = new Map([
  ['28000', 'UNAUTHENTICATED'],
  ['3D000', 'NO_DATABASE'],
  // An unknown relation, and an unknown schema.
  ['42V01', 'NO_SCHEMA'],
  ['3F000', 'NO_SCHEMA'],
  ['53100', 'DISK_FULL'],
  ['53000', 'OUT_OF_MEMORY'],
  ['53200', 'OUT_OF_MEMORY'],
]);

/** Failures to find the server. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Failures to agree on an encrypted connection. */
const NOT_TRUSTED = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/;

const ADVICE: Partial<Record<StorageErrorCode, string>> = {
  NO_SCHEMA: '; create the schema first',
};

/** What the server reported, as opposed to what the driver or the operating system did. */
export interface ServerReport extends Error {
  readonly code: string;
  readonly severity: string;
}

export function isServerReport(error: unknown): error is ServerReport {
  return error instanceof Error && 'severity' in error && typeof error.severity === 'string';
}

/** Whether the server refused a token because another connection has committed it meanwhile. */
export function isDuplicateKey(error: unknown): boolean {
  return isServerReport(error) && error.code === '23505';
}

/** The SQLSTATE of a server's report, the name of a system's error; undefined where there is none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function storageCode(error: unknown): StorageErrorCode {
  const code = errorCode(error);
  if (code === undefined) return 'ENGINE';
  if (isServerReport(error)) return SQL_STATES.get(code) ?? 'ENGINE';
  return NOT_FOUND.has(code) || NOT_TRUSTED.test(code) ? 'UNREACHABLE' : 'ENGINE';
}

/** The server's reports, failures to connect and any other as the storage error that callers know. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof RangeError) {
    return new StorageError('BAD_BATCH', `vertica: ${error.message}`, { cause: error });
  }
  const code = storageCode(error);
  const engineCode = errorCode(error);
  const text = error instanceof Error ? error.message : String(error);
  const firstLine = text.split('\n', 1)[0]!;
  return new StorageError(code, `vertica: ${firstLine || engineCode}${ADVICE[code] ?? ''}`, {
    engineCode,
    cause: error,
  });
}
