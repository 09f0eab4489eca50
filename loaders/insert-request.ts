import { type MarkColumns, type MarkOrigin, PLATFORMS, readInt64 } from '../marks';
import type { DurableInsertOptions } from './durable-sink';
import type { InsertOptions } from './storage';
import { StorageError } from './storage-error';

/** The origin of a durable insert; undefined for an insert of marks that did not come from Kafka. */
export function originOf(options: InsertOptions | DurableInsertOptions): MarkOrigin | undefined {
  return 'origin' in options ? options.origin : undefined;
}

function checkOrigin(engine: string, { rows }: MarkColumns, { offsets }: MarkOrigin): void {
  if (offsets.length === rows) return;
  throw new StorageError(
    'BAD_BATCH',
    `${engine}: ${offsets.length} offsets for a batch of ${rows} rows`,
  );
}

/** Every engine's partitions are months (UTC), and within one of them an insert is atomic in each. */
function checkOneMonth(engine: string, { rows, eventTimeMs }: MarkColumns): void {
  if (rows === 0) return;
  const first = new Date(Number(eventTimeMs[0]));
  const from = Date.UTC(first.getUTCFullYear(), first.getUTCMonth());
  const until = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
  const halves = new Uint32Array(eventTimeMs.buffer, eventTimeMs.byteOffset, rows * 2);
  for (let row = 0; row < rows; row++) {
    const timeMs = readInt64(halves, row);
    if (timeMs < from || timeMs >= until) {
      throw new StorageError(
        'BAD_BATCH',
        `${engine}: row ${row} is of another month than row 0, and a batch with an origin must be of one`,
      );
    }
  }
}

/**
 * Checks what every loader has to check before it hands a batch over.
 *
 * @param engine for the messages
 * @param formats the loader's, the first being its default
 * @returns the name of the format to insert with
 * @throws StorageError BAD_OPTION for an unknown format or an empty token, BAD_BATCH for a platform
 *   code without a name: binary formats carry the code as it is, and engines differ in what they make
 *   of it; and for a batch with an origin that has another number of offsets than rows, or is of more
 *   than one month
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
  const origin = originOf(options);
  if (origin) checkOrigin(engine, columns, origin);
  for (let row = 0; row < rows; row++) {
    const code = platform[row]!;
    if (code >= PLATFORMS.length) {
      throw new StorageError(
        'BAD_BATCH',
        `${engine}: row ${row} has platform code ${code}, which is not in PLATFORMS`,
      );
    }
  }
  if (origin) checkOneMonth(engine, columns);
  return format;
}
