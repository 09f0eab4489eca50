import type { OpenedStorage } from '../processes/storage-calls';

/** How a whole dataset goes into a storage. */
export interface Loading {
  readonly format: string;
  readonly batchRows: number;
  /** Inserts under way at the same time. */
  readonly writers: number;
}

/** Big enough for every engine's best speed, small enough for several to be under way in 2 GiB. */
const BATCH_ROWS = 100_000;

/**
 * The best way in that docs/storages/loading.md found for each engine: its loader's first format, and
 * batches of 100,000.
 *
 * @param rows of the dataset
 */
export function loadingOf({ formats }: OpenedStorage, rows: number): Loading {
  return { format: formats[0]!, batchRows: Math.min(BATCH_ROWS, rows), writers: 1 };
}
