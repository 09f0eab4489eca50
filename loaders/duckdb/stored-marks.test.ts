import { randomFillSync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  allocateMarkColumns,
  type MarkColumns,
  PLATFORMS,
  readUuid,
  sliceMarkColumns,
} from '../../marks';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { openDuckDb } from '.';
import { INSERT_FORMATS } from './insert-formats';

let path: string;

beforeEach(() => {
  path = join(temporaryFolder(), 'marks.db');
});

/** Any words, positions, platforms, and times of the years 1970 to 2105. */
function randomMarks(rows: number): MarkColumns {
  const columns = allocateMarkColumns(rows);
  for (const { high, low } of [columns.markId, columns.userId, columns.filmId]) {
    randomFillSync(high);
    randomFillSync(low);
  }
  randomFillSync(columns.positionS);
  randomFillSync(columns.platform);
  const endMs = Date.parse('2106-01-01T00:00:00Z');
  for (let row = 0; row < rows; row++) {
    columns.platform[row]! %= PLATFORMS.length;
    columns.eventTimeMs[row] = BigInt(Math.floor(Math.random() * endMs));
  }
  return columns;
}

/** The rows as they are in the file, by the engine's own client. */
async function storedRows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

describe.each([...INSERT_FORMATS.keys()])('A batch inserted as %s', (format) => {
  it('is in the file field by field', async () => {
    // Several of the engine's chunks, and none of the columns at the start of its memory.
    const marks = sliceMarkColumns(randomMarks(5001), 1, 5000);
    const storage = await openDuckDb({ scheme: 'duckdb', path });
    await storage.createSchema();
    await storage.insert(marks, { token: 'a', format });
    await storage.close();
    const stored = await storedRows(
      'SELECT mark_id, user_id, film_id, position_s, epoch_ms(event_time), platform FROM view_marks ORDER BY mark_id',
    );
    const expected = Array.from({ length: marks.rows }, (_, row) => [
      readUuid(marks.markId, row),
      readUuid(marks.userId, row),
      readUuid(marks.filmId, row),
      marks.positionS[row]!,
      String(marks.eventTimeMs[row]!),
      PLATFORMS[marks.platform[row]!]!,
    ]).sort(([a], [b]) => (a! < b! ? -1 : 1));
    expect(stored).toEqual(expected);
  });
});

describe('The size of view_marks', () => {
  it('is the greater part of the file, and 48 bytes a mark are its random ids', async () => {
    const rows = 300_000;
    const storage = await openDuckDb({ scheme: 'duckdb', path });
    await storage.createSchema();
    await storage.insert(randomMarks(rows), { token: 'a' });
    const { bytes, columns } = await storage.size();
    const fileBytes = (await stat(path)).size;
    await storage.close();
    expect(columns.map(({ column }) => column)).toEqual([
      'mark_id',
      'user_id',
      'film_id',
      'position_s',
      'event_time',
      'platform',
    ]);
    for (const { bytes: ofIds } of columns.slice(0, 3)) {
      expect(ofIds / rows).toBeGreaterThanOrEqual(16);
      expect(ofIds / rows).toBeLessThan(17);
    }
    expect(bytes).toBeLessThanOrEqual(fileBytes);
    expect(bytes).toBeGreaterThan(0.9 * fileBytes);
  });
});
