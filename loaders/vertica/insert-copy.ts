import {
  encodeTsv,
  encodeTsvWithOrigin,
  type MarkColumns,
  type MarkOrigin,
  sliceMarkColumns,
} from '../../marks';
import { readSql } from '../../schemas';
import { copyField } from './copy-field';
import type { InsertFormat } from './insert-format';
import { load } from './load';

/** About 300 KB of text: a few of the driver's messages. */
const ROWS_A_CHUNK = 2048;

type EncodeRows = (first: number, rows: number) => Buffer;

function encoderOf(columns: MarkColumns, origin: MarkOrigin | undefined): EncodeRows {
  if (!origin) return (first, rows) => encodeTsv(sliceMarkColumns(columns, first, rows));
  const { offsets, partition } = origin;
  const topic = copyField(origin.topic);
  return (first, rows) =>
    encodeTsvWithOrigin(sliceMarkColumns(columns, first, rows), {
      topic,
      partition,
      offsets: offsets.subarray(first, first + rows),
    });
}

/**
 * The batch as tab-separated lines through `COPY ... FROM LOCAL STDIN`. Rows are encoded as the
 * server takes them, so that the memory needed does not grow with the batch.
 */
export const insertByCopy: InsertFormat = async (connection, columns, origin) => {
  const encode = encoderOf(columns, origin);
  let wireBytes = 0;
  let encodeMs = 0;
  function* chunks(): Generator<Buffer> {
    for (let first = 0; first < columns.rows; first += ROWS_A_CHUNK) {
      const startedAt = performance.now();
      const chunk = encode(first, Math.min(ROWS_A_CHUNK, columns.rows - first));
      encodeMs += performance.now() - startedAt;
      wireBytes += chunk.length;
      yield chunk;
    }
  }
  const text = readSql('vertica', origin ? 'inserts/copy-origin' : 'inserts/copy');
  await load(connection, text, columns.rows, chunks());
  return { wireBytes, encodeMs };
};
