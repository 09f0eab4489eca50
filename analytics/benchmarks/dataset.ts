import { createFilms, type DatasetSpec, describeDataset, markChunks } from '../../generators';
import { openStorage, type Storage } from '../../loaders';
import { type ClickHouseDatabase, openClickHouseDatabase } from '../../loaders/clickhouse';
import type { MarkColumns } from '../../marks';
import { Oracle } from '../../research/oracle';
import { migrate } from '../migrations';

const DAY_MS = 86_400_000;
const LOAD_ROWS = 1_000_000;

/** The last days before today, so that no mark is as old as those that retention touches. */
export function recentDataset(rows: number): DatasetSpec {
  const { days } = describeDataset({ rows });
  const startDay = new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  return describeDataset({ rows, days, startDay });
}

/** A migrated database with marks, and what its answers must be. */
export interface LoadedDataset {
  readonly spec: DatasetSpec;
  readonly storage: Storage;
  readonly database: ClickHouseDatabase;
  readonly oracle: Oracle;
  /** Wall milliseconds of the inserts alone; undefined when the marks were there already. */
  readonly insertMs: number | undefined;
  close(): Promise<void>;
}

/**
 * Opens a database of the data directory, loads it when it is empty, and gathers the oracle.
 *
 * @throws Error when the database holds another number of marks
 */
export async function loadDataset(folder: string, rows: number): Promise<LoadedDataset> {
  const spec = recentDataset(rows);
  const url = `chdb:${folder}?database=bench_${rows}`;
  const storage = await openStorage(url);
  const database = await openClickHouseDatabase(url);
  await migrate(database, 'single');
  const films = createFilms(spec);
  const oracle = new Oracle(films);
  const [[stored] = []] = await database.rows('SELECT count() FROM view_marks');
  if (stored !== 0 && stored !== rows) {
    throw new Error(`${url} holds ${String(stored)} marks and not ${rows}; remove the folder`);
  }
  await storage.replaceFilms(films);
  let insertMs = 0;
  let batches = 0;
  for (const batch of markChunks(spec, LOAD_ROWS)) {
    oracle.add(batch);
    if (stored !== 0) continue;
    const startedAt = performance.now();
    await storage.insert(batch, { token: `load ${++batches}` });
    insertMs += performance.now() - startedAt;
  }
  return {
    spec,
    storage,
    database,
    oracle,
    insertMs: stored === 0 ? insertMs : undefined,
    close: async () => {
      await storage.close();
      await database.close();
    },
  };
}

/** Batches of a dataset from its last tenth on, for inserts beside what was loaded. */
export function lateBatches(spec: DatasetSpec, batchRows: number): Generator<MarkColumns> {
  const first = Math.floor(spec.rows * 0.9);
  return markChunks(spec, batchRows, first);
}
