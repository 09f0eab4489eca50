import { z } from 'zod';
import { amount, count, estimate, failed, skipped } from './figures';

/**
 * kill -9 of the engine's process in the middle of a load, then the storage is opened again and asked.
 * The operating system goes on, so what it had taken over is kept: a power cut is not tried.
 */
export const durabilityCell = z.strictObject({
  kind: z.literal('durability'),
  storage: z.string(),
  format: z.string(),
  batchRows: count,
  outcome: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      trials: z.array(
        z.strictObject({
          trial: count,
          /** Batches acknowledged to the parent process before the kill. */
          acknowledgedBatches: count,
          /** Rows found after opening again. */
          storedRows: count,
          /**
           * `kept`: the acknowledged batches and no other row. `kept-and-in-flight`: also the whole batch
           * whose acknowledgement was under way. `lost`: acknowledged rows are missing. `torn`: a part of
           * a batch is there. Of the first two, answers to the questions were compared as well.
           */
          verdict: z.enum(['kept', 'kept-and-in-flight', 'lost', 'torn']),
          /** Sending the batch in flight again under its token left exactly one copy of it. */
          resentOnce: z.boolean(),
          /** From the call of open in a new process to the first answer. */
          recoveryMs: amount,
        }),
      ),
      recoveryMs: estimate,
    }),
    skipped,
    failed,
  ]),
});
