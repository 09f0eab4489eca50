import { StorageError, type StorageErrorCode } from '../storage-error';

/**
 * ClickHouse's error numbers that mean one of the storage's own codes; the same over every
 * transport (https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp).
 */
const CODES: ReadonlyMap<number, StorageErrorCode> = new Map([
  [60, 'NO_SCHEMA'], // UNKNOWN_TABLE
  [81, 'NO_DATABASE'], // UNKNOWN_DATABASE
  [159, 'TIMEOUT'], // TIMEOUT_EXCEEDED
  [173, 'OUT_OF_MEMORY'], // CANNOT_ALLOCATE_MEMORY
  [192, 'UNAUTHENTICATED'], // UNKNOWN_USER
  [193, 'UNAUTHENTICATED'], // WRONG_PASSWORD
  [194, 'UNAUTHENTICATED'], // REQUIRED_PASSWORD
  [209, 'TIMEOUT'], // SOCKET_TIMEOUT
  [218, 'NO_SCHEMA'], // TABLE_IS_DROPPED
  [241, 'OUT_OF_MEMORY'], // MEMORY_LIMIT_EXCEEDED
  [243, 'DISK_FULL'], // NOT_ENOUGH_SPACE
  [390, 'NO_SCHEMA'], // CANNOT_GET_CREATE_TABLE_QUERY, for a table "AS" one that is not there
  [516, 'UNAUTHENTICATED'], // AUTHENTICATION_FAILED
]);

/** A write that fails for lack of space bears the number of the write, not one of its own. */
const NO_SPACE = /No space left on device|errno: 28\b/;

const MESSAGE_CHARACTERS = 400;

const ADVICE: Partial<Record<StorageErrorCode, string>> = {
  NO_SCHEMA: '; create the schema first',
  UNAUTHENTICATED: '; check user and password in the URL',
};

/** One line of at most some 400 characters. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MESSAGE_CHARACTERS ? `${line.slice(0, MESSAGE_CHARACTERS)}…` : line;
}

/** An exception of the engine as the storage error that callers know. */
export function engineError(number: number, text: string, cause: unknown): StorageError {
  const code = NO_SPACE.test(text) ? 'DISK_FULL' : (CODES.get(number) ?? 'ENGINE');
  return new StorageError(code, `clickhouse: ${oneLine(text)}${ADVICE[code] ?? ''}`, {
    engineCode: String(number),
    cause,
  });
}
