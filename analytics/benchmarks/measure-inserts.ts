import { openStorage, type Storage } from '../../loaders';
import { openClickHouseDatabase } from '../../loaders/clickhouse';
import type { MarkColumns } from '../../marks';
import { medianRatio, type Ratio } from '../../research/statistics';
import { migrate } from '../migrations';
import { lateBatches, recentDataset } from './dataset';

export interface InsertCost {
  readonly batchRows: number;
  readonly batches: number;
  /** Time with rollups over time without, of the same batches, inserted in turns. */
  readonly ratio: Ratio;
}

async function insertMs(storage: Storage, batch: MarkColumns, token: string): Promise<number> {
  const startedAt = performance.now();
  await storage.insert(batch, { token });
  return performance.now() - startedAt;
}

/**
 * What the rollups cost an insert: the same batches into a database without them and a migrated one,
 * both empty at first, which of the two goes first changing with every batch.
 */
export async function measureInsertCost(
  folder: string,
  rows: number,
  batchRows: number,
  batches: number,
): Promise<InsertCost> {
  const url = (name: string): string => `chdb:${folder}?database=${name}_${batchRows}`;
  const plain = await openStorage(url('plain'));
  const rolled = await openStorage(url('rolled'));
  const database = await openClickHouseDatabase(url('rolled'));
  try {
    await plain.createSchema();
    await migrate(database, 'single');
    const without: number[] = [];
    const withRollups: number[] = [];
    let number = 0;
    for (const batch of lateBatches(recentDataset(rows), batchRows)) {
      const order = number % 2 === 0 ? [plain, rolled] : [rolled, plain];
      for (const storage of order) {
        const elapsedMs = await insertMs(storage, batch, `batch ${number}`);
        if (number > 0) (storage === plain ? without : withRollups).push(elapsedMs);
      }
      if (++number > batches) break;
    }
    const bootstrap = { resamples: 2_000, confidence: 0.95, seed: 31 };
    return {
      batchRows,
      batches: without.length,
      ratio: medianRatio(withRollups, without, bootstrap),
    };
  } finally {
    await plain.dropSchema();
    await plain.close();
    await rolled.close();
    await database.close();
  }
}
