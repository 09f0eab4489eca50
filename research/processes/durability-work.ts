import { openSync, writeSync } from 'node:fs';
import { createFilms, createMarkGenerator } from '../../generators';
import type { Storage } from '../../loaders';
import type { ReportProgress } from './calls';
import type { LoadUntilKilledRequest, ResendBatchRequest } from './concurrent-calls';

/** See {@link StorageCalls}. */
export async function loadUntilKilled(
  storage: Storage,
  { dataset, format, batchRows, token, acknowledgedFile }: LoadUntilKilledRequest,
  progress: ReportProgress,
): Promise<undefined> {
  await storage.dropSchema();
  await storage.createSchema();
  await storage.replaceFilms(createFilms(dataset));
  const generator = createMarkGenerator(dataset);
  const acknowledged = openSync(acknowledgedFile, 'w');
  for (let batch = 0; (batch + 1) * batchRows <= dataset.rows; batch++) {
    const marks = generator.generate(batch * batchRows, batchRows);
    await storage.insert(marks, { format, token: `${token}-${batch}` });
    // Messages to the parent are sent some time after this; what was written here is there at once.
    writeSync(acknowledged, '.');
    progress(1);
  }
  return undefined;
}

/** See {@link StorageCalls}. */
export async function resendBatch(
  storage: Storage,
  { dataset, format, batchRows, batch, token }: ResendBatchRequest,
): Promise<undefined> {
  const marks = createMarkGenerator(dataset).generate(batch * batchRows, batchRows);
  await storage.insert(marks, { format, token: `${token}-${batch}` });
  return undefined;
}
