import pLimit from 'p-limit';
import { BadInputError } from '../../errors';
import type { MemoryBudget } from '../memory';
import type { MarkSource } from '../source';
import type { DeadLetterSink } from './dead-letter';
import type { DeliveryObserver, Step } from './delivery-observer';
import type { DeliverySink } from './delivery-sink';
import type { DeliveryFaults, Protection } from './fault-points';
import type { BatchLimits } from './filling-batch';
import type { RecordDecoder } from './record-decoder';
import { retryUntilLost } from './retry-until-lost';

export interface DeliveryOptions {
  readonly source: MarkSource;
  readonly sink: DeliverySink;
  readonly decoder: RecordDecoder;
  readonly deadLetters: DeadLetterSink;
  /** The Kafka cluster's id: offsets of two clusters must not be taken for one another. */
  readonly cluster: string;
  /** Global bound for the memory of batches. */
  readonly budget: MemoryBudget;
  /** Rows at which a batch is sealed. @default 100000 */
  readonly batchRows?: number;
  /** Bytes of memory at which a batch is sealed. @default 16 MiB */
  readonly batchBytes?: number;
  /** Milliseconds after its first record at which a batch is sealed. @default 500 */
  readonly batchAgeMs?: number;
  /** Milliseconds without a next batch after which "done" is committed alone. @default 1000 */
  readonly idleCommitMs?: number;
  /** Inserts under way at the same time. @default 1 */
  readonly writers?: number;
  /** One of the sink's formats; its fastest when left out. */
  readonly insertFormat?: string | undefined;
  /** After it an insert is given up and asked after; shorter than the group's session. @default 20000 */
  readonly insertDeadlineMs?: number;
  /**
   * Records that Kafka deleted before they were stored are skipped instead of ending the process.
   * @default false
   */
  readonly skipLost?: boolean;
  readonly observer?: DeliveryObserver;
  /** For tests alone. */
  readonly faults?: DeliveryFaults;
}

/** What all partitions of a process share. */
export interface DeliveryContext {
  readonly source: MarkSource;
  readonly sink: DeliverySink;
  readonly decoder: RecordDecoder;
  readonly deadLetters: DeadLetterSink;
  readonly cluster: string;
  readonly budget: MemoryBudget;
  readonly limits: BatchLimits;
  readonly batchAgeMs: number;
  readonly idleCommitMs: number;
  readonly insertLimit: <T>(insert: () => Promise<T>) => Promise<T>;
  readonly insertFormat: string | undefined;
  readonly insertDeadlineMs: number;
  readonly skipLost: boolean;
  readonly observer: DeliveryObserver;
  readonly faults: DeliveryFaults;
  isDisabled(protection: Protection): boolean;
  /** Tries until it succeeds, telling the observer and {@link TroubleBoard} of every failure. */
  retry<T>(partition: number, step: Step, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  readonly troubles: TroubleBoard;
}

/** What each partition waits for at this moment: the reason why a process is not ready. */
export class TroubleBoard {
  readonly #of = new Map<number, { readonly sinceMs: number; readonly reason: string }>();

  set(partition: number, reason: string): void {
    const sinceMs = this.#of.get(partition)?.sinceMs ?? Date.now();
    this.#of.set(partition, { sinceMs, reason });
  }

  clear(partition: number): void {
    this.#of.delete(partition);
  }

  /** The one that lasts longest. */
  longest(): {
    readonly partition: number;
    readonly sinceMs: number;
    readonly reason: string;
  } | null {
    const [first] = [...this.#of].sort(([, a], [, b]) => a.sinceMs - b.sinceMs);
    return first ? { partition: first[0], ...first[1] } : null;
  }
}

const MIB = 1024 * 1024;

/** @throws BadInputError when a number cannot be used */
export function openContext(options: DeliveryOptions): DeliveryContext {
  const { observer = {}, faults = {}, writers = 1, batchRows = 100_000 } = options;
  for (const [name, value] of Object.entries({ batchRows, writers })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new BadInputError(name, `${value} is no positive whole number`, 'give one');
    }
  }
  const troubles = new TroubleBoard();
  return {
    source: options.source,
    sink: options.sink,
    decoder: options.decoder,
    deadLetters: options.deadLetters,
    cluster: options.cluster,
    budget: options.budget,
    limits: { rows: batchRows, bytes: options.batchBytes ?? 16 * MIB },
    batchAgeMs: options.batchAgeMs ?? 500,
    idleCommitMs: options.idleCommitMs ?? 1_000,
    insertLimit: pLimit(writers),
    insertFormat: options.insertFormat,
    insertDeadlineMs: options.insertDeadlineMs ?? 20_000,
    skipLost: options.skipLost ?? false,
    observer,
    faults,
    troubles,
    isDisabled: (protection) => faults.disabled?.has(protection) === true,
    retry: async (partition, step, signal, work) => {
      const result = await retryUntilLost(work, {
        signal,
        failed: (error, errorClass) => {
          troubles.set(partition, `${step}: ${error.message}`);
          observer.retried?.(partition, step, errorClass, error);
        },
      });
      troubles.clear(partition);
      return result;
    },
  };
}
