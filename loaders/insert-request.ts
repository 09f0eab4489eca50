import { type MarkColumns, PLATFORMS } from '../marks';
import type { DurableInsertOptions } from './durable-sink';
import type { InsertOptions } from './storage';
import { StorageError } from './storage-error';

/**
 * Checks what every loader has to check before it hands a batch over.
 *
 * @param engine for the messages
 * @param formats the loader's, the first being its default
 * @returns the name of the format to insert with
 * @throws StorageError BAD_OPTION for an unknown format or an empty token, BAD_BATCH for a platform
 *   code without a name: binary formats carry the code as it is, and engines differ in what they make
 *   of it; and for an origin with another number of offsets than rows
 */
export function checkInsert(
  engine: string,
  formats: readonly string[],
  columns: MarkColumns,
  options: InsertOptions | DurableInsertOptions,
): string {
  const { token, format = formats[0]! } = options;
  if (!formats.includes(format)) {
    throw new StorageError(
      'BAD_OPTION',
      `${engine}: unknown insert format ${JSON.stringify(format)}; it has ${formats.join(', ')}`,
    );
  }
  if (token === '') throw new StorageError('BAD_OPTION', `${engine}: the token is empty`);
  const { rows, platform } = columns;
  if ('origin' in options && options.origin.offsets.length !== rows) {
    throw new StorageError(
      'BAD_BATCH',
      `${engine}: ${options.origin.offsets.length} offsets for a batch of ${rows} rows`,
    );
  }
  for (let row = 0; row < rows; row++) {
    const code = platform[row]!;
    if (code >= PLATFORMS.length) {
      throw new StorageError(
        'BAD_BATCH',
        `${engine}: row ${row} has platform code ${code}, which is not in PLATFORMS`,
      );
    }
  }
  return format;
}
