import type { OpenedStorage } from '../processes/storage-calls';

/** How a whole dataset goes into a storage. */
export interface Loading {
  readonly format: string;
  readonly batchRows: number;
  /** Inserts under way at the same time. */
  readonly writers: number;
}

type BestWay = Omit<Loading, 'format'>;

/** What is not in the table was not measured: batches that suit every engine, one after the other. */
const USUAL: BestWay = { batchRows: 100_000, writers: 1 };

/**
 * By engine and transport. docs/storages/loading.md has the figures and the reasons; the format is
 * each loader's first.
 */
const BEST_WAYS: Readonly<Record<string, BestWay>> = {
  'clickhouse embedded': { batchRows: 100_000, writers: 4 },
  'duckdb embedded': { batchRows: 1_000_000, writers: 1 },
};

/** A load of few batches would show the first of them, which is the slowest. */
const BATCHES_AT_LEAST = 4;

/**
 * The best known way to load so many rows.
 *
 * @param rows of the dataset
 */
export function loadingOf({ formats, identity }: OpenedStorage, rows: number): Loading {
  const { batchRows, writers } = BEST_WAYS[`${identity.engine} ${identity.transport}`] ?? USUAL;
  const share = Math.max(1, Math.ceil(rows / BATCHES_AT_LEAST));
  return { format: formats[0]!, batchRows: Math.min(batchRows, share), writers };
}
