import { type MarkColumns, type MarkOrigin, readInt64 } from '../../marks';
import { checkInsert } from '../insert-request';
import type { DurableInsertOptions } from '../durable-sink';
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

/** The origin of a durable insert; undefined for an insert of marks that did not come from Kafka. */
export function originOf(options: InsertOptions | DurableInsertOptions): MarkOrigin | undefined {
  return 'origin' in options ? options.origin : undefined;
}

/** The table's partitions are months (UTC), and only within one of them is an insert atomic. */
function checkOneMonth({ rows, eventTimeMs }: MarkColumns): void {
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
        `clickhouse: row ${row} is of another month than row 0, and a batch with an origin must be of one`,
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
  if (originOf(options)) checkOneMonth(columns);
  return format;
}
