import { encodeTsv, sliceMarkColumns } from '../../marks';
import { readSql } from '../../schemas';
import type { InsertFormat } from './insert-format';
import { load } from './load';

/** About 300 KB of text: a few of the driver's messages. */
const ROWS_A_CHUNK = 2048;

/**
 * The batch as tab-separated lines through `COPY ... FROM LOCAL STDIN`. Rows are encoded as the
 * server takes them, so that the memory needed does not grow with the batch.
 */
export const insertByCopy: InsertFormat = async (connection, columns) => {
  let wireBytes = 0;
  let encodeMs = 0;
  function* chunks(): Generator<Buffer> {
    for (let first = 0; first < columns.rows; first += ROWS_A_CHUNK) {
      const startedAt = performance.now();
      const rows = Math.min(ROWS_A_CHUNK, columns.rows - first);
      const chunk = encodeTsv(sliceMarkColumns(columns, first, rows));
      encodeMs += performance.now() - startedAt;
      wireBytes += chunk.length;
      yield chunk;
    }
  }
  await load(connection, readSql('vertica', 'inserts/copy'), columns.rows, chunks());
  return { wireBytes, encodeMs };
};
