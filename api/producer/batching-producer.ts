import type { MarkMessage } from '../../marks/wire';
import type { BatchSender } from './batch-sender';
import {
  type KafkaReadiness,
  type MarkProducer,
  ProduceRefusedError,
  type ProduceRefusal,
  type ProducerGauges,
} from './mark-producer';

export interface BatchingOptions {
  /** How long the first mark of a batch waits for company. 0 sends at the end of the event loop's turn. */
  readonly lingerMs: number;
  /** Marks in one produce request, at most; 1 switches batching off. */
  readonly maxBatchMarks: number;
  /** Produce requests on their way at the same time, at most. */
  readonly maxInFlightBatches: number;
  /** Bytes of keys and values that may wait for Kafka; more are refused at once. */
  readonly maxHeldBytes: number;
  /** A mark that Kafka has not acknowledged by then is refused and forgotten. */
  readonly deadlineMs: number;
  /** A try that takes longer counts as failed, and its connection is dropped. */
  readonly attemptTimeoutMs: number;
}

/** Told once when Kafka begins to refuse batches, and once when it takes them again. */
export interface OutageListener {
  failing(cause: unknown): void;
  recovered(): void;
}

/** Waiting time before the second, third... try of a batch; the last entry repeats. */
const RETRY_DELAYS_MS = [20, 50, 100, 200, 400];

/** Deadlines are looked at this often: a mark is refused at most this much after its deadline. */
const DEADLINE_CHECK_MS = 25;

/** Rough size of the objects around one mark while it is held. */
const OVERHEAD_BYTES_PER_MARK = 200;

interface Entry {
  readonly messages: readonly MarkMessage[];
  readonly bytes: number;
  readonly deadlineAt: number;
  readonly resolve: () => void;
  readonly reject: (error: ProduceRefusedError) => void;
  settled: boolean;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function bytesOf(messages: readonly MarkMessage[]): number {
  let bytes = 0;
  for (const { key, value } of messages) bytes += key.length + value.length;
  return bytes + messages.length * OVERHEAD_BYTES_PER_MARK;
}

/**
 * Puts the marks of requests that arrive at about the same time into one produce request.
 *
 * Retries until the deadline, and holds nothing after it. Not idempotent in Kafka's sense, on
 * purpose: an idempotent producer that gives up on a batch at a deadline must not use its sequence
 * numbers again, or the broker takes the next batch for the lost one and acknowledges marks that it
 * never stored. A try whose answer was lost may therefore leave a mark in Kafka twice, with the
 * same mark_id, which is harmless by design.
 */
export class BatchingProducer implements MarkProducer {
  private readonly queue: Entry[] = [];
  private readonly inFlight = new Set<readonly Entry[]>();
  private heldBytes = 0;
  private acknowledgedMarks = 0;
  private acknowledgedBatches = 0;
  private failedAttempts = 0;
  private failing = false;
  private flushPlanned = false;
  private deadlineTimer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly whenIdle: (() => void)[] = [];

  constructor(
    private readonly sender: BatchSender,
    private readonly options: BatchingOptions,
    private readonly outages?: OutageListener,
  ) {}

  produce(messages: readonly MarkMessage[]): Promise<void> {
    if (this.closed) return Promise.reject(new ProduceRefusedError('shutting-down'));
    if (messages.length === 0) return Promise.resolve();
    const bytes = bytesOf(messages);
    if (this.heldBytes + bytes > this.options.maxHeldBytes) {
      return Promise.reject(new ProduceRefusedError('overloaded'));
    }
    this.heldBytes += bytes;
    return new Promise((resolve, reject) => {
      this.queue.push({
        messages,
        bytes,
        deadlineAt: performance.now() + this.options.deadlineMs,
        resolve,
        reject,
        settled: false,
      });
      this.deadlineTimer ??= setInterval(() => {
        this.refuseExpired();
      }, DEADLINE_CHECK_MS);
      this.planFlush(this.options.lingerMs);
    });
  }

  readiness(): Promise<KafkaReadiness> {
    return this.sender.readiness();
  }

  gauges(): ProducerGauges {
    const { heldBytes, acknowledgedMarks, acknowledgedBatches, failedAttempts } = this;
    return { heldBytes, acknowledgedMarks, acknowledgedBatches, failedAttempts };
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.queue.length > 0 || this.inFlight.size > 0) {
      await new Promise<void>((resolve) => this.whenIdle.push(resolve));
    }
    await this.sender.close();
  }

  private planFlush(lingerMs: number): void {
    if (this.flushPlanned || this.inFlight.size >= this.options.maxInFlightBatches) return;
    this.flushPlanned = true;
    const flush = (): void => {
      this.flushPlanned = false;
      this.flush();
    };
    if (lingerMs === 0) setImmediate(flush);
    else setTimeout(flush, lingerMs);
  }

  private flush(): void {
    while (this.queue.length > 0 && this.inFlight.size < this.options.maxInFlightBatches) {
      void this.sendBatch(this.takeBatch());
    }
    // All that waited for this may have passed its deadline.
    this.restIfIdle();
  }

  private takeBatch(): readonly Entry[] {
    let marks = 0;
    let end = 0;
    for (const { messages } of this.queue) {
      if (end > 0 && marks + messages.length > this.options.maxBatchMarks) break;
      marks += messages.length;
      end++;
    }
    return this.queue.splice(0, end);
  }

  private async sendBatch(entries: readonly Entry[]): Promise<void> {
    this.inFlight.add(entries);
    await this.tryUntilSettled(entries);
    this.inFlight.delete(entries);
    for (const { bytes } of entries) this.heldBytes -= bytes;
    if (this.queue.length > 0) {
      // What gathered meanwhile has lingered already; but what has arrived at this very moment joins it.
      this.planFlush(0);
    } else {
      this.restIfIdle();
    }
  }

  private restIfIdle(): void {
    if (this.queue.length > 0 || this.inFlight.size > 0) return;
    clearInterval(this.deadlineTimer);
    this.deadlineTimer = undefined;
    for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private async tryUntilSettled(entries: readonly Entry[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const open = entries.filter((entry) => !entry.settled);
      if (open.length === 0) return;
      try {
        await this.sendOnce(open.flatMap((entry) => entry.messages));
      } catch (cause) {
        this.failedAttempts++;
        if (!this.failing) this.outages?.failing(cause);
        this.failing = true;
        this.refuseExpired(cause);
        await delay(RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)]!);
        continue;
      }
      this.acknowledgedBatches++;
      if (this.failing) this.outages?.recovered();
      this.failing = false;
      for (const entry of open) {
        this.acknowledgedMarks += entry.messages.length;
        // At its deadline it was refused; that Kafka has it after all is the case the error names.
        if (entry.settled) continue;
        entry.settled = true;
        entry.resolve();
      }
      return;
    }
  }

  private async sendOnce(messages: readonly MarkMessage[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.sender.reset();
        reject(new Error(`no answer from Kafka in ${this.options.attemptTimeoutMs} ms`));
      }, this.options.attemptTimeoutMs);
    });
    try {
      await Promise.race([this.sender.send(messages), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private refuseExpired(cause?: unknown): void {
    const now = performance.now();
    for (const batch of this.inFlight) {
      for (const entry of batch) {
        if (entry.deadlineAt <= now) refuse(entry, 'kafka-unavailable', cause);
      }
    }
    // The queue is in the order of arrival, and every entry has the same time.
    let expired = 0;
    while (expired < this.queue.length && this.queue[expired]!.deadlineAt <= now) expired++;
    for (const entry of this.queue.splice(0, expired)) {
      this.heldBytes -= entry.bytes;
      refuse(entry, 'kafka-unavailable', cause);
    }
  }
}

function refuse(entry: Entry, refusal: ProduceRefusal, cause: unknown): void {
  if (entry.settled) return;
  entry.settled = true;
  entry.reject(new ProduceRefusedError(refusal, cause === undefined ? undefined : { cause }));
}
