import { StorageError, type StorageErrorCode } from '../storage-error';

/**
 * The client reports every failure as an `Error` whose text is `<kind> Error: <what>`, with hints
 * and the place in the statement on further lines; it has no codes. So the code is read from the
 * text, in this order.
 */
const RULES: readonly { readonly pattern: RegExp; readonly code: StorageErrorCode }[] = [
  { pattern: /could not set lock on file/i, code: 'LOCKED' },
  { pattern: /no space left on device|disk quota exceeded/i, code: 'DISK_FULL' },
  { pattern: /^Out of Memory Error/, code: 'OUT_OF_MEMORY' },
  {
    pattern: /^Catalog Error: (Table|Type) with name (view_marks|films|insert_tokens|platform) /,
    code: 'NO_SCHEMA',
  },
  {
    pattern:
      /not a valid DuckDB database file|^IO Error: (Cannot open file|Could not read from file)/,
    code: 'NO_DATABASE',
  },
];

/** `ENOSPC` and the like, of a temporary file that this process wrote itself. */
function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** DuckDB's own failures, an encoder's RangeError and any other as the storage error that callers know. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof RangeError) {
    return new StorageError('BAD_BATCH', `duckdb: ${error.message}`, { cause: error });
  }
  const text = error instanceof Error ? error.message : String(error);
  const firstLine = text.split('\n', 1)[0]!;
  const code = RULES.find(({ pattern }) => pattern.test(text))?.code ?? 'ENGINE';
  const advice = code === 'NO_SCHEMA' ? '; create the schema first' : '';
  return new StorageError(code, `duckdb: ${firstLine}${advice}`, {
    engineCode: /^([A-Z][A-Za-z ]*) Error:/.exec(text)?.[1] ?? systemCode(error),
    cause: error,
  });
}

/**
 * Whether the engine refused a token because it has it: the primary key of insert_tokens is the one
 * key that there is. (ON CONFLICT DO NOTHING would say it without an error, at some 3 ms an insert.)
 */
export function isKnownToken(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Constraint Error: Duplicate key');
}
