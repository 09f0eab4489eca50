/**
 * A program that inserts batches into the DuckDB file it is given until it is killed. It writes a
 * line with the number of each batch as soon as the batch is acknowledged.
 */
import { writeSync } from 'node:fs';
import { openDuckDb } from '../loaders/duckdb';
import { allocateMarkColumns } from '../marks';
import { writeUuidOf } from './build-marks';

const [, , path, firstBatch, rows] = process.argv;

async function insertForEver(): Promise<void> {
  const storage = await openDuckDb({ scheme: 'duckdb', path: path! });
  await storage.createSchema();
  const marks = allocateMarkColumns(Number(rows));
  for (let batch = Number(firstBatch); ; batch++) {
    for (let row = 0; row < marks.rows; row++) writeUuidOf(marks.userId, row, batch);
    await storage.insert(marks, { token: `batch ${batch}` });
    // Past any buffer of this process by the time the next batch begins.
    writeSync(process.stdout.fd, `${batch}\n`);
  }
}

void insertForEver();
