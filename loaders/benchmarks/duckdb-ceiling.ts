/**
 * How close the DuckDB loader comes to what the engine itself can do.
 *
 *     node -r ts-node/register loaders/benchmarks/duckdb-ceiling.ts [ROUNDS]
 *
 * Ceiling: `INSERT INTO view_marks SELECT * FROM batch`, where batch is a temporary table with the
 * same rows in the same order, in a database file of its own with the settings that the loader
 * pins; one statement, one transaction. Against it the loader's formats through the storage as
 * everybody uses it, with their tokens. A run inserts several batches into an empty table; both
 * sides write to the disk and checkpoint as the engine's defaults say. `values` is left out: it
 * takes some forty seconds a million rows.
 *
 * The appender works in one thread, the ceiling in as many as the machine has, but only from
 * 122,880 rows on: that is the engine's row group, below which one thread does an insert.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describeDataset, markChunks } from '../../generators';
import type { MarkColumns } from '../../marks';
import { readSql } from '../../schemas';
import { openDuckDb } from '../duckdb';
import { MarkChunk, CHUNK_ROWS } from '../duckdb/mark-chunk';
import { printShares, runSideBySide } from './side-by-side';

const RUNS = [
  { batchRows: 10_000, rows: 300_000 },
  { batchRows: 100_000, rows: 500_000 },
  { batchRows: 1_000_000, rows: 1_000_000 },
];
const DEFAULT_ROUNDS = 7;
const CEILING = 'ceiling';
const FORMATS = ['appender', 'csv', 'json-each-row'];

/** Puts a batch into a temporary table of the ceiling's database; returns its name. */
async function prepareBatch(
  connection: DuckDBConnection,
  batch: MarkColumns,
  number: number,
): Promise<string> {
  const name = `batch_${number}`;
  await connection.run(`CREATE TEMP TABLE ${name} AS FROM view_marks LIMIT 0`);
  const appender = await connection.createAppender(name, null, 'temp');
  const chunk = new MarkChunk();
  for (let first = 0; first < batch.rows; first += CHUNK_ROWS) {
    chunk.fill(batch, first, Math.min(CHUNK_ROWS, batch.rows - first));
    appender.appendDataChunk(chunk.chunk);
  }
  appender.closeSync();
  return name;
}

async function measure(folder: string, batches: MarkColumns[], rounds: number): Promise<void> {
  const storage = await openDuckDb({ scheme: 'duckdb', path: join(folder, 'storage.db') });
  const { memory_limit, threads } = storage.identity.settings;
  const instance = await DuckDBInstance.create(join(folder, 'ceiling.db'), {
    memory_limit: memory_limit!,
    threads: threads!,
  });
  const ceiling = await instance.connect();
  const emptyTables = async (): Promise<void> => {
    await storage.dropSchema();
    await storage.createSchema();
    await storage.size();
    await ceiling.run(readSql('duckdb', 'drop'));
    await ceiling.run(readSql('duckdb', 'create'));
    await ceiling.run('CHECKPOINT');
  };
  try {
    await storage.createSchema();
    await ceiling.run(readSql('duckdb', 'create'));
    const tables: string[] = [];
    for (const batch of batches) {
      tables.push(await prepareBatch(ceiling, batch, tables.length));
    }
    const ways = new Map<string, () => Promise<void>>([
      [
        CEILING,
        async () => {
          for (const table of tables) {
            await ceiling.run(`INSERT INTO view_marks SELECT * FROM ${table}`);
          }
        },
      ],
      ...FORMATS.map((format): [string, () => Promise<void>] => [
        format,
        async () => {
          for (const [number, batch] of batches.entries()) {
            await storage.insert(batch, { token: `batch ${number}`, format });
          }
        },
      ]),
    ]);
    const samples = await runSideBySide(ways, rounds, emptyTables);
    printShares(
      batches.reduce((rows, batch) => rows + batch.rows, 0),
      CEILING,
      samples,
    );
  } finally {
    ceiling.disconnectSync();
    instance.closeSync();
    await storage.close();
  }
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS);
  for (const { batchRows, rows } of RUNS) {
    const folder = await mkdtemp(join(tmpdir(), 'viewmarks-ceiling-'));
    try {
      process.stdout.write(`${rows} rows in batches of ${batchRows}\n`);
      await measure(folder, [...markChunks(describeDataset({ rows }), batchRows)], rounds);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

void main();
