import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test-support/temporary-folder';

const WRITER = join(__dirname, '..', '..', 'test-support', 'insert-into-duckdb.ts');

const KILLS = 3;
const ACKNOWLEDGED_PER_RUN = 3;
const ROWS = 20_000;

/** Inserts until some batches are acknowledged, kills the process then and there, and returns the last one heard of. */
async function insertAndKill(path: string, firstBatch: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['-r', 'ts-node/register', WRITER, path, String(firstBatch), String(ROWS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  let last = firstBatch - 1;
  createInterface(child.stdout).on('line', (line) => {
    last = Number(line);
    if (last + 1 >= firstBatch + ACKNOWLEDGED_PER_RUN) child.kill('SIGKILL');
  });
  await ended;
  return last;
}

/** Rows of each batch in the file; every batch has a user of its own. */
async function storedBatches(path: string): Promise<number[]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    const counts = await connection.runAndReadAll(
      'SELECT count(*)::INTEGER FROM view_marks GROUP BY user_id',
    );
    return counts.getRows().map(([rows]) => Number(rows));
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

it('A process killed while it inserts leaves whole batches, and every one that was acknowledged', async () => {
  const path = join(temporaryFolder(), 'marks.db');
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    acknowledged = (await insertAndKill(path, acknowledged)) + 1;
    const batches = await storedBatches(path);
    expect(batches).toEqual(batches.map(() => ROWS));
    expect(batches.length).toBeGreaterThanOrEqual(acknowledged);
    // One more may have been stored than was heard of; the next run finds its token and goes on.
    expect(batches.length).toBeLessThanOrEqual(acknowledged + 1);
  }
  expect(acknowledged).toBeGreaterThanOrEqual(KILLS * ACKNOWLEDGED_PER_RUN);
});
