import type { Assignment, FetchedRecords, MarkSourceHandler } from '../source';
import { type DeliveryContext, type DeliveryOptions, openContext } from './delivery-context';
import { PartitionDelivery, type PartitionState } from './partition-delivery';

/** Whether a process delivers, in one line for probes. */
export type DeliveryReadiness =
  { readonly status: 'ready' } | { readonly status: 'not-ready'; readonly reason: string };

export interface PartitionReport {
  readonly partition: number;
  readonly state: PartitionState;
  /** Offsets between what is stored and the partition's end, as of the last fetch. */
  readonly lag: number;
  /** Milliseconds since the oldest record that is taken and not stored; 0 when there is none. */
  readonly waitingMs: number;
}

/** A failure shorter than this is a hiccup and no reason to be taken for unready. */
const TROUBLE_GRACE_MS = 2_000;

/** Delivers the marks of every partition that the source gives to this process, each exactly once. */
export class Delivery {
  readonly #context: DeliveryContext;
  readonly #partitions = new Map<number, PartitionDelivery>();
  /** Lost, and perhaps still waiting for an insert that is on its way. */
  readonly #leaving = new Set<Promise<void>>();
  #hasFailed: ((error: Error) => void) | undefined;
  #failure: Error | undefined;
  #stopping: Promise<'delivered' | 'handed-over'> | undefined;
  #isStarted = false;

  /** @throws BadInputError */
  constructor(options: DeliveryOptions) {
    this.#context = openContext(options);
    this.#context.budget.onFull(() => {
      for (const partition of this.#partitions.values()) partition.hurry();
    });
  }

  /**
   * Joins the group and delivers from then on.
   *
   * @param failed called once when the process cannot go on and should end
   * @throws SourceError when the source cannot be started
   */
  async start(failed: (error: Error) => void): Promise<void> {
    this.#hasFailed = failed;
    const handler: MarkSourceHandler = {
      assigned: (assignment) => this.#assigned(assignment),
      revoked: (assignment) => {
        this.#revoked(assignment);
      },
      records: (fetched) => this.#records(fetched),
      failed: (error) => {
        this.#fail(error);
      },
    };
    await this.#context.source.start(handler);
    this.#isStarted = true;
  }

  readiness(): DeliveryReadiness {
    if (this.#failure) return { status: 'not-ready', reason: this.#failure.message };
    if (this.#stopping) return { status: 'not-ready', reason: 'shutting down' };
    if (!this.#isStarted) return { status: 'not-ready', reason: 'joining the consumer group' };
    const trouble = this.#context.troubles.longest();
    if (trouble && Date.now() - trouble.sinceMs >= TROUBLE_GRACE_MS) {
      const seconds = Math.round((Date.now() - trouble.sinceMs) / 1000);
      return {
        status: 'not-ready',
        reason: `partition ${trouble.partition} waits for ${seconds} s: ${trouble.reason}`,
      };
    }
    return { status: 'ready' };
  }

  partitions(): readonly PartitionReport[] {
    return [...this.#partitions].map(([partition, delivery]) => ({
      partition,
      state: delivery.state,
      lag: delivery.lag,
      waitingMs:
        delivery.oldestWaitingMs === null ? 0 : Math.max(0, Date.now() - delivery.oldestWaitingMs),
    }));
  }

  /**
   * Delivers what was taken, commits it and leaves the group; after the deadline leaves it as it is,
   * for the next owner to find out.
   */
  stop(deadlineMs: number): Promise<'delivered' | 'handed-over'> {
    this.#stopping ??= this.#stop(deadlineMs);
    return this.#stopping;
  }

  async #stop(deadlineMs: number): Promise<'delivered' | 'handed-over'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'handed-over'>((resolve) => {
      timer = setTimeout(resolve, deadlineMs, 'handed-over');
    });
    const partitions = [...this.#partitions.values()];
    const delivered = Promise.all([
      ...partitions.map((partition) => partition.drain()),
      ...this.#leaving,
    ]).then(() => 'delivered' as const);
    const outcome = await Promise.race([delivered, late]);
    clearTimeout(timer);
    for (const partition of partitions) partition.revoke();
    await this.#context.source.stop();
    return outcome;
  }

  async #assigned(assignment: Assignment): Promise<{ readonly fromOffset: number }> {
    const { partition } = assignment;
    this.#context.observer.assigned?.(partition);
    const delivery = new PartitionDelivery(this.#context, assignment, (error) => {
      this.#fail(error);
    });
    this.#partitions.set(partition, delivery);
    return { fromOffset: await delivery.begin() };
  }

  #revoked({ partition }: Assignment): void {
    const delivery = this.#partitions.get(partition);
    if (!delivery) return;
    this.#partitions.delete(partition);
    delivery.revoke();
    this.#context.observer.revoked?.(partition);
    const leaving = delivery.drain().finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async #records(fetched: FetchedRecords): Promise<void> {
    await this.#partitions.get(fetched.assignment.partition)?.records(fetched);
  }

  #fail(error: Error): void {
    if (this.#failure || this.#stopping) return;
    this.#failure = error;
    this.#hasFailed?.(error);
  }
}
