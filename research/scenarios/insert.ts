import type { InsertScenario } from './scenario';

export const insert = {
  kind: 'insert',
  about:
    'every format a loader has, batches of 1,000 marks and up, into an empty schema, one writer',
  batchRows: [1_000, 10_000, 100_000, 1_000_000],
  writers: [1],
  rowsPerVisit: 500_000,
  maxBatchesPerVisit: 50,
  msPerVisit: 150,
  batchMsLimit: 2_000,
  warmUpRows: 10_000,
  twinBatchRows: 100_000,
} as const satisfies InsertScenario;
