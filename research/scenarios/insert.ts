import type { InsertScenario } from './scenario';

export const insert = {
  kind: 'insert',
  about: 'every format a loader has, at four batch sizes, into an empty schema, one writer',
  batchRows: [1_000, 10_000, 100_000, 1_000_000],
  rowsPerVisit: 1_000_000,
  maxBatchesPerVisit: 100,
  msPerVisit: 300,
  batchMsLimit: 2_500,
  warmUpRows: 10_000,
} as const satisfies InsertScenario;
