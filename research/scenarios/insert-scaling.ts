import { insert } from './insert';
import type { InsertScenario } from './scenario';

export const insertScaling = {
  ...insert,
  about: 'as insert, with 1, 2 and 4 writers and longer visits, for p99 of small batches',
  writers: [1, 2, 4],
  rowsPerVisit: 1_000_000,
  maxBatchesPerVisit: 100,
  msPerVisit: 300,
} as const satisfies InsertScenario;
