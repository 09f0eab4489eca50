import type { InsertUnderReadScenario } from './scenario';

export const insertUnderRead = {
  kind: 'insert-under-read',
  about: 'inserts while 0, 1, 4 and 8 analysts ask, each as soon as it is answered',
  analysts: [0, 1, 4, 8],
  batchRows: 100_000,
  batches: 5,
} as const satisfies InsertUnderReadScenario;
