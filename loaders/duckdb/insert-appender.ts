import { setImmediate as nextTurn } from 'node:timers/promises';
import { BYTES_PER_MARK } from '../../marks';
import type { InsertFormat } from './insert-format';
import { CHUNK_ROWS } from './mark-chunk';

/**
 * Chunks between two turns of the event loop. The appender works in the calling thread, where the
 * answers of other connections wait meanwhile: 32,768 rows hold them up by about 10 ms.
 */
const CHUNKS_A_TURN = 16;

/** Fills the engine's own chunks and hands them to its appender. */
export const insertByAppender: InsertFormat = async ({ connection, chunk }, columns) => {
  const appender = await connection.createAppender('view_marks');
  let encodeMs = 0;
  try {
    for (let first = 0, chunks = 1; first < columns.rows; first += CHUNK_ROWS, chunks++) {
      const startedAt = performance.now();
      chunk.fill(columns, first, Math.min(CHUNK_ROWS, columns.rows - first));
      encodeMs += performance.now() - startedAt;
      appender.appendDataChunk(chunk.chunk);
      if (chunks % CHUNKS_A_TURN === 0) await nextTurn();
    }
    appender.flushSync();
  } catch (error) {
    // Closing would write the rows so far, and a failure of that would hide this one.
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
  return { wireBytes: columns.rows * BYTES_PER_MARK, encodeMs };
};
