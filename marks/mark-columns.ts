/**
 * A column of UUIDs: 16 bytes a row, as two columns of 64-bit words.
 *
 * Two plain Int64 columns, and not 16 interleaved bytes, because that is the one layout which an
 * embedded engine can read without a copy (Arrow Int64); every other encoding has to move the
 * bytes anyway. For hot loops view a column as 32-bit words: on the little-endian machines that
 * Node runs on, `new Uint32Array(high.buffer, high.byteOffset, rows * 2)` holds at `2 * row` the
 * low and at `2 * row + 1` the high half of the word.
 */
export interface UuidColumn {
  /** The first 8 bytes of the UUID as a big-endian number. */
  readonly high: BigInt64Array;
  /** The last 8 bytes of the UUID as a big-endian number. */
  readonly low: BigInt64Array;
}

/**
 * A batch of view marks as columns, the one form in which marks travel between generator, loaders
 * and ETL. Every array has exactly `rows` entries. A batch is read-only once it was handed on.
 */
export interface MarkColumns {
  readonly rows: number;
  readonly markId: UuidColumn;
  readonly userId: UuidColumn;
  readonly filmId: UuidColumn;
  /** Second of the film at which the viewer is, 0 to 2^32 - 1. */
  readonly positionS: Uint32Array;
  /** When the player saw it: milliseconds since 1970-01-01T00:00:00Z. */
  readonly eventTimeMs: BigInt64Array;
  /** Index into `PLATFORMS`. */
  readonly platform: Uint8Array;
}

/** Bytes that one mark takes in `MarkColumns`: three UUIDs, a position, a time, a platform. */
export const BYTES_PER_MARK = 3 * 16 + 4 + 8 + 1;

function allocateUuids(rows: number): UuidColumn {
  return { high: new BigInt64Array(rows), low: new BigInt64Array(rows) };
}

/** Zeroed columns for `rows` marks. */
export function allocateMarkColumns(rows: number): MarkColumns {
  return {
    rows,
    markId: allocateUuids(rows),
    userId: allocateUuids(rows),
    filmId: allocateUuids(rows),
    positionS: new Uint32Array(rows),
    eventTimeMs: new BigInt64Array(rows),
    platform: new Uint8Array(rows),
  };
}

function mapColumns(
  rows: number,
  uuid: (pick: (columns: MarkColumns) => UuidColumn) => UuidColumn,
  rest: Pick<MarkColumns, 'positionS' | 'eventTimeMs' | 'platform'>,
): MarkColumns {
  return {
    rows,
    markId: uuid((columns) => columns.markId),
    userId: uuid((columns) => columns.userId),
    filmId: uuid((columns) => columns.filmId),
    ...rest,
  };
}

/**
 * Rows `[first, first + rows)` as views on the same memory; nothing is copied.
 *
 * @throws RangeError when the range is not inside the batch
 */
export function sliceMarkColumns(columns: MarkColumns, first: number, rows: number): MarkColumns {
  const end = first + rows;
  if (first < 0 || rows < 0 || end > columns.rows) {
    throw new RangeError(`rows [${first}, ${end}) are not inside a batch of ${columns.rows} rows`);
  }
  if (first === 0 && rows === columns.rows) return columns;
  return mapColumns(
    rows,
    (pick) => ({
      high: pick(columns).high.subarray(first, end),
      low: pick(columns).low.subarray(first, end),
    }),
    {
      positionS: columns.positionS.subarray(first, end),
      eventTimeMs: columns.eventTimeMs.subarray(first, end),
      platform: columns.platform.subarray(first, end),
    },
  );
}

/** All rows of several batches, in order, as one new batch. */
export function concatMarkColumns(batches: readonly MarkColumns[]): MarkColumns {
  const all = allocateMarkColumns(batches.reduce((rows, batch) => rows + batch.rows, 0));
  let at = 0;
  for (const batch of batches) {
    for (const name of ['markId', 'userId', 'filmId'] as const) {
      all[name].high.set(batch[name].high, at);
      all[name].low.set(batch[name].low, at);
    }
    all.positionS.set(batch.positionS, at);
    all.eventTimeMs.set(batch.eventTimeMs, at);
    all.platform.set(batch.platform, at);
    at += batch.rows;
  }
  return all;
}
