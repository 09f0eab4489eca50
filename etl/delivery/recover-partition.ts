import type { Assignment, CommittedOffset, PartitionBounds } from '../source';
import { batchToken, digestOffsets } from './batch';
import type { DeliveryContext } from './delivery-context';
import { decodeMetadata, type Intent } from './intent';

/** Where a partition that was just assigned goes on, and what is known of the rows behind that. */
export interface RecoveredPartition {
  /** Every record below it is done with. */
  readonly from: number;
  readonly committed: CommittedOffset;
  /** What the owner before was about to write, from `from` on. */
  readonly intent: Intent | null;
  /** The greatest offset at `from` or above that the store holds already; null when there is none. */
  readonly storedUpTo: number | null;
}

/** Kafka no longer has records that were not delivered yet. */
export class LostRecordsError extends Error {
  override readonly name = 'LostRecordsError';
}

function readIntent(name: string, context: DeliveryContext, metadata: string): Intent | null {
  const read = decodeMetadata(metadata);
  switch (read.kind) {
    case 'none':
      return null;
    case 'intent':
      return context.isDisabled('intents') ? null : read.intent;
    case 'foreign':
      context.observer.warned?.(
        `${name}: the commit's metadata was written by another program and is ignored`,
      );
      return null;
    case 'newer':
      throw new LostRecordsError(
        `${name}: the commit was written by a newer version of this program (metadata version ${read.version}); run that version`,
      );
  }
}

/** Whether the store holds the whole batch of an intent, told without the records themselves. */
async function isWhollyStored(
  { sink }: DeliveryContext,
  { topic, partition }: Assignment,
  first: number,
  { last, rows, digests }: Intent,
): Promise<boolean> {
  const present = await sink.offsetsPresent(topic, partition, BigInt(first), BigInt(last));
  return present.length === rows && digestOffsets(present) === digests.rows;
}

function lost(
  name: string,
  context: DeliveryContext,
  partition: number,
  missing: { readonly from: number; readonly to: number },
): void {
  const records = missing.to - missing.from;
  if (!context.skipLost) {
    throw new LostRecordsError(
      `${name}: Kafka has deleted offsets ${missing.from} to ${missing.to - 1} before they were stored; restore them, or start once with ETL_SKIP_LOST=true to go on without them`,
    );
  }
  context.observer.skippedLost?.(partition, records);
  context.observer.warned?.(
    `${name}: skipped offsets ${missing.from} to ${missing.to - 1}, which Kafka has deleted`,
  );
}

/**
 * Finds out what the owner before has left behind: reads its intent, ends its insert if that still
 * runs, and asks the store how far its rows reach.
 *
 * @throws LostRecordsError when Kafka no longer has what is to be delivered; SourceError, StorageError
 */
export async function recoverPartition(
  context: DeliveryContext,
  assignment: Assignment,
  checkOwned: () => void,
): Promise<RecoveredPartition> {
  const { source, sink, cluster, faults } = context;
  const { topic, partition } = assignment;
  const name = `${topic}:${partition}`;
  const committed = await source.committed(assignment);
  const bounds: PartitionBounds = await source.bounds(assignment);
  checkOwned();
  await faults.at?.('intent-read', partition);
  let from = committed.offset ?? bounds.logStart;
  let intent = committed.offset === null ? null : readIntent(name, context, committed.metadata);
  if (intent) {
    const token = batchToken(cluster, { topic, partition, first: from, last: intent.last });
    await sink.endInsert(token, partition);
    checkOwned();
  }
  await faults.at?.('predecessor-ended', partition);
  if (from > bounds.end) {
    throw new LostRecordsError(
      `${name}: the group has committed offset ${from}, and the topic ends at ${bounds.end}: it was made anew or cut; give a topic that was made anew another name, because the store knows records by topic and offset`,
    );
  }
  if (from < bounds.logStart) {
    if (intent && (await isWhollyStored(context, assignment, from, intent))) {
      from = intent.last + 1;
    }
    checkOwned();
    intent = null;
    if (from < bounds.logStart) {
      lost(name, context, partition, { from, to: bounds.logStart });
      from = bounds.logStart;
    }
  }
  const greatest = context.isDisabled('read-back')
    ? null
    : await sink.greatestOffset(topic, partition, BigInt(from));
  checkOwned();
  return { from, committed, intent, storedUpTo: greatest === null ? null : Number(greatest) };
}
