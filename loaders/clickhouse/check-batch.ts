import type { MarkColumns } from '../../marks';
import { checkInsert } from '../insert-request';
import type { InsertOptions } from '../storage';
import { StorageError } from '../storage-error';
import { MAX_BATCH_ROWS } from './pinned-settings';

/** What DateTime64 can tell apart; beyond it the engine would move a mark to the nearest end. */
const FIRST_TIME_MS = Date.UTC(1900, 0, 1);
const LAST_TIME_MS = Date.UTC(2300, 0, 1) - 1;

const TWO_TO_32 = 2 ** 32;
/** Upper words of times that are in the range whatever their lower words are. */
const FIRST_SAFE_UPPER = Math.ceil(FIRST_TIME_MS / TWO_TO_32);
const LAST_SAFE_UPPER = Math.floor(LAST_TIME_MS / TWO_TO_32) - 1;

function checkTimes({ eventTimeMs: times }: MarkColumns): void {
  const uppers = new Int32Array(times.buffer, times.byteOffset, times.length * 2);
  for (let at = 1; at < uppers.length; at += 2) {
    const upper = uppers[at]!;
    if (upper >= FIRST_SAFE_UPPER && upper <= LAST_SAFE_UPPER) continue;
    const row = (at - 1) / 2;
    const timeMs = Number(times[row]);
    if (timeMs < FIRST_TIME_MS || timeMs > LAST_TIME_MS) {
      throw new StorageError(
        'BAD_BATCH',
        `clickhouse: row ${row} has event time ${timeMs} ms, which is not in the years 1900 to 2299 that the engine can store`,
      );
    }
  }
}

/**
 * Checks a batch before it is handed over.
 *
 * @returns the name of the format to insert with
 * @throws StorageError BAD_OPTION, BAD_BATCH, BATCH_TOO_LARGE
 */
export function checkBatch(
  formats: readonly string[],
  columns: MarkColumns,
  options: InsertOptions,
): string {
  const format = checkInsert('clickhouse', formats, columns, options);
  if (columns.rows > MAX_BATCH_ROWS) {
    throw new StorageError(
      'BATCH_TOO_LARGE',
      `clickhouse: a batch of ${columns.rows} rows cannot be stored whole or not at all; insert at most ${MAX_BATCH_ROWS}`,
    );
  }
  checkTimes(columns);
  return format;
}
