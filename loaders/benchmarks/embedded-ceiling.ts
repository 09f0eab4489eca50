/**
 * How close the embedded loader comes to what the engine itself can do.
 *
 *     node -r ts-node/register loaders/benchmarks/embedded-ceiling.ts [ROUNDS]
 *
 * Ceiling: `INSERT INTO view_marks SELECT * FROM batch`, where batch is a Memory table that holds
 * the same rows in the same order as one block, with the settings that the loader pins. Nothing
 * has to be read or converted there; what is left is sorting, compressing and writing, which every
 * insert pays. Against it the loader's own formats, through the storage as everybody uses it.
 *
 * A format can be above this ceiling, because the table sorts slowly and `arrow` has the engine
 * sort the batch before it reaches the table. So there is a second, sorted ceiling: the same
 * statement with an ORDER BY of the table's key, which nothing that ends in the table can beat.
 *
 * Every round runs each way in once, in alternating order, on an empty table without merges. A
 * ratio is taken within its round, so that a machine that is slow for a while is slow for both;
 * printed are medians and, for the ratio, the middle half of the rounds. The CPU columns are of the
 * whole process, engine included; on a busy machine they are the ones to look at.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { describeDataset, markChunks } from '../../generators';
import { encodeNative, type MarkColumns } from '../../marks';
import { openStorage } from '..';
import { INSERT_SETTINGS, MAX_BATCH_ROWS } from '../clickhouse/pinned-settings';
import { settingsClause, sqlString } from '../clickhouse/sql-text';
import { printShares, runSideBySide } from './side-by-side';

const BATCH_ROWS = [10_000, 100_000, 1_000_000];
const DEFAULT_ROUNDS = 11;
const CEILING = 'ceiling';

async function measure(folder: string, batch: MarkColumns, rounds: number): Promise<void> {
  const path = join(folder, 'data');
  const storage = await openStorage(`chdb:${path}`);
  const session = new Session(path);
  try {
    await storage.createSchema();
    await session.queryAsync('SYSTEM STOP MERGES view_marks');
    const file = join(folder, 'batch.native');
    await writeFile(file, encodeNative(batch));
    await session.queryAsync('CREATE TABLE batch AS view_marks ENGINE = Memory');
    await session.queryAsync(
      `INSERT INTO batch FROM INFILE ${sqlString(file)} COMPRESSION 'none' ${settingsClause(INSERT_SETTINGS)} FORMAT Native`,
    );
    let tokens = 0;
    const nextToken = (): string => `batch ${++tokens}`;
    const ways = new Map<string, () => Promise<unknown>>([
      [
        CEILING,
        () =>
          session.queryAsync(
            `INSERT INTO view_marks SELECT * FROM batch ${settingsClause({ ...INSERT_SETTINGS, insert_deduplication_token: nextToken() })}`,
          ),
      ],
      [
        'sorted ceiling',
        () =>
          session.queryAsync(
            `INSERT INTO view_marks SELECT * FROM batch ORDER BY film_id, user_id, event_time ${settingsClause({ ...INSERT_SETTINGS, max_threads: '1', max_block_size: String(MAX_BATCH_ROWS), insert_deduplication_token: nextToken() })}`,
          ),
      ],
      ...storage.formats.map((format): [string, () => Promise<unknown>] => [
        format,
        () => storage.insert(batch, { token: nextToken(), format }),
      ]),
    ]);
    const samples = await runSideBySide(ways, rounds, () =>
      session.queryAsync('TRUNCATE TABLE view_marks SYNC'),
    );
    process.stdout.write(`batches of ${batch.rows} rows\n`);
    printShares(batch.rows, CEILING, samples);
  } finally {
    session.close();
    await storage.dropSchema();
    await storage.close();
    await rm(path, { recursive: true });
  }
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS);
  const folder = await mkdtemp(join(tmpdir(), 'viewmarks-ceiling-'));
  try {
    for (const rows of BATCH_ROWS) {
      for (const batch of markChunks(describeDataset({ rows }), rows)) {
        await measure(folder, batch, rounds);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
