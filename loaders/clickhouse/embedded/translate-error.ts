import { StorageError } from '../../storage-error';
import { engineError, oneLine } from '../engine-error';

/** The engine's exceptions and any other failure as the storage error that callers know. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const text = error instanceof Error ? error.message : String(error);
  // The client's own `clickhouseCode` is missing where it puts words before the engine's text.
  const exception = /Code: (\d+)\. (?:DB::Exception: )?(.*)/s.exec(text);
  if (exception) return engineError(Number(exception[1]), exception[2]!, error);
  return new StorageError('ENGINE', `clickhouse: ${oneLine(text)}`, {
    engineCode: (error as { code?: string }).code,
    cause: error,
  });
}
