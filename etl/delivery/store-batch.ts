import { type Batch, batchToken, digestOffsets, type MonthRows } from './batch';
import type { DeliveryContext } from './delivery-context';
import type { DeliverySink } from './delivery-sink';
import { withoutPresent } from './month-rows';

const NONE = new BigInt64Array(0);

/** How one batch gets into the store. */
export interface StoreRequest {
  readonly batch: Batch;
  /** Rows of it may be there already: the store is asked before anything is sent. */
  readonly mayBeThere: boolean;
  /** @throws PartitionLostError when the partition is no longer ours */
  readonly checkOwned: () => void;
  readonly signal: AbortSignal;
}

async function presentOffsets(
  sink: DeliverySink,
  { topic, partition, first, last }: Batch,
): Promise<BigInt64Array> {
  return sink.offsetsPresent(topic, partition, BigInt(first), BigInt(last));
}

/**
 * The token of one insert. Rows that make up the whole month of the batch have the month's name,
 * whoever sends them; a part of them, which only a store without atomic inserts can leave, is named
 * by its own rows, because under a token that was seen the store drops whatever comes.
 */
function insertToken(token: string, whole: MonthRows, rows: MonthRows): string {
  const ofMonth = `${token}/${whole.month}`;
  return rows === whole ? ofMonth : `${ofMonth}/rest-${digestOffsets(rows.offsets)}`;
}

/**
 * Brings every row of the batch into the store, once. Resolves when all of them are acknowledged or
 * were found there; tries for as long as it takes.
 *
 * @returns how many rows were there already
 * @throws what is not retriable; the signal's reason
 */
export async function storeBatch(
  context: DeliveryContext,
  { batch, mayBeThere, checkOwned, signal }: StoreRequest,
): Promise<{ readonly averted: number }> {
  const { sink, cluster, insertLimit, insertDeadlineMs, observer, faults, insertFormat } = context;
  const { topic, partition } = batch;
  const token = batchToken(cluster, batch);
  let ask = mayBeThere;
  let averted = 0;
  const stored = new Set<MonthRows>();

  const readBack = async (): Promise<BigInt64Array> => {
    if (!ask || context.isDisabled('read-back')) return NONE;
    await faults.at?.('before-read-back', partition);
    await sink.endInsert(token, partition);
    checkOwned();
    const present = await presentOffsets(sink, batch);
    await faults.at?.('read-back-done', partition);
    checkOwned();
    return present;
  };

  const insert = async (whole: MonthRows, rows: MonthRows): Promise<void> => {
    await faults.at?.('before-insert', partition);
    await insertLimit(async () => {
      checkOwned();
      const startedAt = performance.now();
      await sink.insert(rows.columns, {
        token: context.isDisabled('tokens')
          ? `${token}/${String(startedAt)}`
          : insertToken(token, whole, rows),
        origin: { topic, partition, offsets: rows.offsets },
        deadlineMs: insertDeadlineMs,
        ...(insertFormat !== undefined && { format: insertFormat }),
      });
      observer.inserted?.(partition, {
        rows: rows.columns.rows,
        elapsedMs: performance.now() - startedAt,
      });
    });
    await faults.at?.('insert-acknowledged', partition);
  };

  await context.retry(partition, 'insert', signal, async () => {
    checkOwned();
    const present = await readBack();
    // Whatever fails from here on may have taken effect.
    ask = true;
    for (const whole of batch.months) {
      if (stored.has(whole)) continue;
      const rows = present.length === 0 ? whole : withoutPresent(whole, present);
      if (rows.columns.rows > 0) await insert(whole, rows);
      averted += whole.columns.rows - rows.columns.rows;
      stored.add(whole);
      checkOwned();
    }
  });
  return { averted };
}
