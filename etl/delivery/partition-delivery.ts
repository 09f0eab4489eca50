import type { Assignment, CommittedOffset, FetchedRecords } from '../source';
import type { Batch } from './batch';
import type { DeliveryContext } from './delivery-context';
import { classify, PartitionLostError } from './error-classes';
import { FillingBatch } from './filling-batch';
import { encodeIntent, intentOf } from './intent';
import { recoverPartition } from './recover-partition';
import { storeBatch } from './store-batch';
import { WakeUp } from './wake-up';

/** Where a partition is on its way. */
export type PartitionState =
  /** Finding out what the owner before has left behind. */
  | 'recovering'
  | 'flowing'
  /** Takes no more records and delivers what it has. */
  | 'draining'
  /** No longer this process's, or delivered to the end of a shutdown. */
  | 'over';

/** One batch on its way to the store, and the next one sealed behind it. */
const MAX_SEALED = 2;

/** One assignment of one partition: from its recovery to its revocation. */
export class PartitionDelivery {
  readonly #context: DeliveryContext;
  readonly #assignment: Assignment;
  readonly #failed: (error: Error) => void;
  readonly #abort = new AbortController();
  readonly #work = new WakeUp();
  readonly #room = new WakeUp();
  readonly #sealed: Batch[] = [];
  #state: PartitionState = 'recovering';
  #filling: FillingBatch | undefined;
  #fillingBytes = 0;
  #fillingIsDue = false;
  #ageTimer: NodeJS.Timeout | undefined;
  #courier: Promise<void> = Promise.resolve();
  #committed: CommittedOffset = { offset: null, metadata: '' };
  /** First offset of the next batch. */
  #nextFirst = 0;
  /** One above what was taken over. */
  #position = 0;
  /** Every record below it is stored or a dead letter. */
  #doneUpTo = 0;
  #cutAfter = Number.POSITIVE_INFINITY;
  #storedUpTo = -1;
  #highWatermark = 0;
  #expectedRows = 0;

  /** @param failed called once when this partition cannot go on */
  constructor(context: DeliveryContext, assignment: Assignment, failed: (error: Error) => void) {
    this.#context = context;
    this.#assignment = assignment;
    this.#failed = failed;
  }

  get state(): PartitionState {
    return this.#state;
  }

  /** Offsets between what is done and the partition's end, as of the last fetch. */
  get lag(): number {
    return Math.max(0, this.#highWatermark - this.#doneUpTo);
  }

  /** Timestamp of the oldest record that is taken and not stored; null when there is none. */
  get oldestWaitingMs(): number | null {
    return this.#sealed[0]?.oldestTimestampMs ?? this.#filling?.oldestTimestampMs ?? null;
  }

  /** Recovers and begins to deliver. @returns the offset of the first record that is wanted */
  async begin(): Promise<number> {
    const context = this.#context;
    const { partition } = this.#assignment;
    await context.faults.at?.('assigned', partition);
    const recovered = await context.retry(partition, 'recover', this.#abort.signal, () =>
      recoverPartition(context, this.#assignment, this.#checkOwned),
    );
    const { from, intent, storedUpTo, committed } = recovered;
    await context.faults.at?.('recovered', partition);
    this.#checkOwned();
    context.observer.recovered?.(partition, { from, intent: intent !== null, storedUpTo });
    this.#committed = committed;
    this.#storedUpTo = storedUpTo ?? -1;
    this.#cutAfter = intent?.last ?? Number.POSITIVE_INFINITY;
    this.#position = this.#nextFirst = this.#doneUpTo = from;
    this.#state = 'flowing';
    this.#courier = this.#deliverAll();
    return from;
  }

  /** Takes records over; resolves when more are wanted. */
  async records(fetched: FetchedRecords): Promise<void> {
    const { budget, observer, faults, decoder, limits } = this.#context;
    const { topic, partition } = this.#assignment;
    const { signal } = this.#abort;
    // What a batch that was announced still lacks must come, or the memory it has would never be free.
    if (!this.#isReplay) await budget.room(signal);
    if (this.#state !== 'flowing') return;
    this.#highWatermark = fetched.highWatermark;
    const cursor = fetched.records();
    let holdsRecord = false;
    for (;;) {
      const filling = (this.#filling ??= this.#newFilling(topic, partition));
      if (holdsRecord) filling.take(cursor, decoder);
      const filled = filling.fill(
        cursor,
        decoder,
        this.#isReplay
          ? { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }
          : limits,
        this.#cutAfter,
      );
      this.#accountFor(filling);
      if (filled === 'emptied') break;
      holdsRecord = filled === 'cut';
      if (filled === 'cut') filling.covers(this.#cutAfter);
      this.#seal();
      while (this.#sealed.length >= MAX_SEALED && !signal.aborted) await this.#room.wait();
      if (signal.aborted) return;
    }
    this.#position = fetched.endOffset;
    this.#filling.covers(Math.min(fetched.endOffset - 1, this.#cutAfter));
    if (fetched.endOffset > this.#cutAfter) this.#seal();
    else if (this.#filling.isEmpty) this.#work.wake();
    else this.#sealLater();
    observer.taken?.(partition, {
      bytes: fetched.byteLength,
      lag: fetched.highWatermark - fetched.endOffset,
    });
    await faults.at?.('records-taken', partition);
  }

  /** Memory is short: what waits for more records shall wait no longer. */
  hurry(): void {
    if (!this.#filling) return;
    this.#fillingIsDue = true;
    this.#sealIfDue();
  }

  /** Drops everything; nothing is sent any more but what is on its way. */
  revoke(): void {
    this.#end(new PartitionLostError(`${this.#name} was given to another member`));
  }

  /** Delivers what was taken and commits it. Resolves when that is done, or when the partition is lost. */
  async drain(): Promise<void> {
    if (this.#state === 'flowing') {
      this.#state = 'draining';
      this.#room.wake();
      this.#work.wake();
    }
    await this.#courier;
  }

  /** Whether the batch that the owner before has announced is still being read. */
  get #isReplay(): boolean {
    return this.#cutAfter !== Number.POSITIVE_INFINITY;
  }

  get #name(): string {
    return `${this.#assignment.topic}:${this.#assignment.partition}`;
  }

  readonly #checkOwned = (): void => {
    if (this.#abort.signal.aborted) throw this.#abort.signal.reason as Error;
    if (!this.#assignment.isCurrent() && !this.#context.isDisabled('epochs')) {
      throw new PartitionLostError(`${this.#name} is no longer this member's`);
    }
  };

  #newFilling(topic: string, partition: number): FillingBatch {
    const expected = Math.min(this.#expectedRows, this.#context.limits.rows);
    return new FillingBatch(topic, partition, this.#nextFirst, expected);
  }

  #accountFor(filling: FillingBatch): void {
    const { bytes } = filling;
    const grown = bytes - this.#fillingBytes;
    this.#fillingBytes = bytes;
    if (grown > 0) this.#context.budget.take(grown);
  }

  #sealLater(): void {
    this.#ageTimer ??= setTimeout(() => {
      this.#fillingIsDue = true;
      this.#sealIfDue();
    }, this.#context.batchAgeMs);
  }

  /** Batches of a store that is slow grow, instead of waiting in a row behind each other. */
  #sealIfDue(): void {
    if (this.#fillingIsDue && !this.#isReplay && this.#sealed.length < MAX_SEALED) this.#seal();
  }

  #seal(): void {
    const filling = this.#filling;
    if (!filling) return;
    this.#filling = undefined;
    this.#fillingBytes = 0;
    this.#fillingIsDue = false;
    clearTimeout(this.#ageTimer);
    this.#ageTimer = undefined;
    this.#nextFirst = filling.last + 1;
    if (filling.last >= this.#cutAfter) this.#cutAfter = Number.POSITIVE_INFINITY;
    if (filling.isEmpty) return;
    const batch = filling.seal();
    this.#expectedRows = batch.rows;
    this.#sealed.push(batch);
    this.#context.observer.sealed?.(batch);
    this.#work.wake();
  }

  async #deliverAll(): Promise<void> {
    try {
      while (this.#state !== 'over') {
        const batch = this.#sealed[0];
        if (batch) await this.#deliver(batch);
        else if (this.#state === 'draining') await this.#finish();
        else await this.#idle();
      }
    } catch (error) {
      if (this.#abort.signal.aborted || classify(error) === 'lost') {
        this.#end(error instanceof Error ? error : new Error(String(error)));
      } else {
        this.#failed(error instanceof Error ? error : new Error(String(error)));
        this.#end(new PartitionLostError(`${this.#name} was given up`));
      }
    } finally {
      const { budget } = this.#context;
      for (const { bytes } of this.#sealed.splice(0)) budget.give(bytes);
      budget.give(this.#fillingBytes);
      this.#fillingBytes = 0;
      this.#filling = undefined;
    }
  }

  #end(reason: Error): void {
    this.#state = 'over';
    clearTimeout(this.#ageTimer);
    this.#abort.abort(reason);
    this.#context.troubles.clear(this.#assignment.partition);
    this.#room.wake();
    this.#work.wake();
  }

  /** Offsets behind the last record without a record on them are done with when it is. */
  #passGaps(): void {
    if (this.#sealed.length > 0 || (this.#filling && !this.#filling.isEmpty)) return;
    this.#doneUpTo = Math.max(this.#doneUpTo, this.#position);
  }

  async #idle(): Promise<void> {
    this.#passGaps();
    const isSettled =
      this.#isReplay ||
      (this.#committed.offset === this.#doneUpTo && this.#committed.metadata === '');
    const woken = await this.#work.wait(isSettled ? undefined : this.#context.idleCommitMs);
    if (!woken && this.#sealed.length === 0) await this.#commitDone();
  }

  async #finish(): Promise<void> {
    if (this.#isReplay) {
      // The batch was announced as a whole and is not here as a whole: the next owner reads it again.
      this.#end(new PartitionLostError(`${this.#name} was left before its first batch was read`));
      return;
    }
    if (this.#filling && !this.#filling.isEmpty) {
      this.#seal();
      return;
    }
    await this.#commitDone();
    this.#end(new PartitionLostError(`${this.#name} was delivered and left`));
  }

  async #deliver(batch: Batch): Promise<void> {
    const context = this.#context;
    const { partition } = batch;
    const { signal } = this.#abort;
    await context.faults.at?.('batch-sealed', partition);
    const metadata = context.isDisabled('intents') ? '' : encodeIntent(intentOf(batch));
    const { offset, metadata: committed } = this.#committed;
    // An intent that is there already was written when its letters were acknowledged.
    const isAnnounced = offset === batch.first && committed === metadata && metadata !== '';
    if (offset === batch.first && committed !== '' && !isAnnounced) {
      context.observer.warned?.(
        `${this.#name}: offsets ${batch.first} to ${batch.last} are no longer the batch that was begun; the store is asked row by row`,
      );
      this.#storedUpTo = Math.max(this.#storedUpTo, batch.last);
    }
    if (batch.letters.length > 0 && !isAnnounced) {
      await context.retry(partition, 'dead-letters', signal, async () => {
        this.#checkOwned();
        await context.deadLetters.write(batch.letters);
      });
      context.observer.lettersWritten?.(batch);
      await context.faults.at?.('letters-acknowledged', partition);
    }
    let averted = 0;
    if (batch.rows > 0) {
      if (!isAnnounced) await this.#commit(batch.first, metadata);
      await context.faults.at?.('intent-committed', partition);
      const mayBeThere = batch.first <= this.#storedUpTo;
      ({ averted } = await storeBatch(context, {
        batch,
        mayBeThere,
        checkOwned: this.#checkOwned,
        signal,
      }));
    }
    this.#sealed.shift();
    this.#doneUpTo = batch.last + 1;
    context.budget.give(batch.bytes);
    context.observer.stored?.(batch, {
      averted,
      ageMs: Date.now() - batch.oldestTimestampMs,
      lag: this.lag,
    });
    this.#room.wake();
    this.#sealIfDue();
  }

  /** Says that nothing is being written; of records that are not there, too. */
  async #commitDone(): Promise<void> {
    if (this.#sealed.length > 0) return;
    this.#passGaps();
    if (this.#committed.offset === this.#doneUpTo && this.#committed.metadata === '') return;
    await this.#context.faults.at?.('before-done-commit', this.#assignment.partition);
    await this.#commit(this.#doneUpTo, '');
    await this.#context.faults.at?.('done-committed', this.#assignment.partition);
  }

  async #commit(offset: number, metadata: string): Promise<void> {
    const context = this.#context;
    const commit = { offset, metadata };
    await context.retry(this.#assignment.partition, 'commit', this.#abort.signal, async () => {
      this.#checkOwned();
      await context.source.commit(this.#assignment, commit);
      this.#checkOwned();
    });
    this.#committed = commit;
  }
}
