import type { DatasetSpec } from '../generators';

/** The same kind of dataset with another number of rows: films and viewers in proportion. */
export function scaledDataset(dataset: DatasetSpec, rows: number): DatasetSpec {
  const share = rows / dataset.rows;
  return {
    ...dataset,
    rows,
    films: Math.max(1, Math.round(dataset.films * share)),
    viewers: Math.max(1, Math.round(dataset.viewers * share)),
  };
}
