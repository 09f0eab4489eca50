import type { FetchLimits, FetchReader, PartitionAnswer } from './fetching';
import type { KafkaSourceSettings } from './kafka-source-options';
import type { KafkaBroker, KafkaCluster } from './kafkajs-cluster';
import { type FetchedRecords, SourceError } from './mark-source';
import type { OwnedPartition } from './owned-partition';
import { kafkaErrorType, toSourceError } from './source-errors';

export interface PartitionFetcherEvents {
  /** Takes records over; settles when the next may come. */
  records(fetched: FetchedRecords): Promise<void>;
  failed(error: Error): void;
  /** What is wrong but tried again. */
  trouble(error: SourceError): void;
  /** A fetch was answered: whatever was wrong has passed. */
  fetched(): void;
}

const RETRY_MS = 250;
/** A broker waits only for so long while records are with the handler, or the next fetch of theirs would wait with it. */
const BUSY_WAIT_MS = 10;
const CORRUPT_FETCHES = 4;

/**
 * Fetches the partitions that want records, one request at a time to each broker. While records of
 * some partitions are with the handler, those of others are on their way.
 */
export class PartitionFetcher {
  /** In the order of who was served longest ago: a broker fills its answer from the front. */
  private owned: OwnedPartition[] = [];
  private readonly asked = new Set<string>();
  private readonly handlers = new Set<Promise<void>>();
  private readonly retries = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly kafka: KafkaCluster,
    private readonly settings: KafkaSourceSettings,
    private reader: FetchReader,
    private readonly events: PartitionFetcherEvents,
  ) {}

  own(partitions: readonly OwnedPartition[]): void {
    this.owned = [...partitions];
  }

  /** Sends fetches wherever partitions want records and no request is under way. */
  pump(): void {
    if (this.stopped) return;
    const wanting = this.owned.filter((one) => one.wantsRecords);
    if (wanting.length === 0) return;
    let leaders: Readonly<Record<string, number[]>>;
    try {
      leaders = this.kafka.cluster.findLeaderForPartitions(
        this.settings.topic,
        wanting.map(({ partition }) => partition),
      );
    } catch (error) {
      this.events.trouble(toSourceError('finding leaders', error));
      this.retryLater();
      return;
    }
    for (const [nodeId, partitions] of Object.entries(leaders)) {
      if (this.asked.has(nodeId)) continue;
      this.asked.add(nodeId);
      void this.fetchFrom(
        nodeId,
        wanting.filter(({ partition }) => partitions.includes(partition)),
      );
    }
  }

  /** Sends no more fetches; resolves when the running handlers have settled. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.retries) clearTimeout(timer);
    await Promise.all(this.handlers);
  }

  private async fetchFrom(nodeId: string, partitions: readonly OwnedPartition[]): Promise<void> {
    const { topic, maxWaitMs, maxBytesPerPartition, maxBytes } = this.settings;
    const wishes = partitions.map((one) => ({
      owned: one,
      place: one.mark(),
      partition: one.partition,
      offset: one.position!,
    }));
    const limits: FetchLimits = {
      maxWaitMs: this.owned.some(({ busy }) => busy)
        ? Math.min(BUSY_WAIT_MS, maxWaitMs)
        : maxWaitMs,
      maxBytesPerPartition,
      maxBytes,
    };
    let broker: KafkaBroker | undefined;
    let mended = true;
    try {
      await this.kafka.cluster.refreshMetadataIfNecessary();
      broker = await this.kafka.findBroker(nodeId);
      const answers = await this.reader.fetch(broker, topic, wishes, limits);
      if (this.stopped) return;
      this.events.fetched();
      for (const answer of answers) {
        const wish = wishes.find(({ partition }) => partition === answer.partition);
        if (wish === undefined || wish.place.moved() || !this.owned.includes(wish.owned)) continue;
        mended = this.take(wish.owned, answer) && mended;
      }
    } catch (error) {
      mended = false;
      if (broker !== undefined && kafkaErrorType(error) === undefined) this.kafka.forget(broker);
      this.report(toSourceError(`fetch from broker ${nodeId}`, error));
    }
    if (!mended) await this.recover();
    this.asked.delete(nodeId);
    this.pump();
  }

  /** @returns false when the leaders should be looked up again before the next fetch */
  private take(owned: OwnedPartition, answer: PartitionAnswer): boolean {
    switch (answer.status) {
      case 'records':
        owned.corruptFetches = 0;
        if (answer.endOffset > owned.position!) this.hand(owned, answer);
        return true;
      case 'corrupt':
        if (++owned.corruptFetches < CORRUPT_FETCHES) {
          this.report(new SourceError('UNAVAILABLE', `${owned.name}: ${answer.reason}; once more`));
        } else {
          this.giveUp(owned, 'CORRUPT', `${answer.reason}, ${CORRUPT_FETCHES} times in a row`);
        }
        return false;
      case 'error':
        if (answer.type === 'OFFSET_OUT_OF_RANGE') {
          this.giveUp(owned, 'OUT_OF_RANGE', `offset ${owned.position} is not in the log`);
          return true;
        }
        if (answer.type === 'TOPIC_AUTHORIZATION_FAILED') {
          this.giveUp(owned, 'REFUSED', `reading is refused (${answer.type})`);
          return true;
        }
        this.report(new SourceError('UNAVAILABLE', `${owned.name}: ${answer.type}`));
        return false;
    }
  }

  private giveUp(owned: OwnedPartition, code: SourceError['code'], reason: string): void {
    owned.position = null;
    this.events.failed(new SourceError(code, `${owned.name}: ${reason}`));
  }

  private hand(
    owned: OwnedPartition,
    answer: PartitionAnswer & { readonly status: 'records' },
  ): void {
    owned.busy = true;
    this.owned = [...this.owned.filter((one) => one !== owned), owned];
    const handler = this.handle(owned, answer).finally(() => {
      this.handlers.delete(handler);
    });
    this.handlers.add(handler);
  }

  private async handle(
    owned: OwnedPartition,
    answer: PartitionAnswer & { readonly status: 'records' },
  ): Promise<void> {
    // The next request goes out before records are decoded, so that the broker works meanwhile.
    await new Promise(setImmediate);
    if (owned.membership.isCurrent()) {
      const place = owned.mark();
      try {
        await this.events.records(owned.fetched(answer));
        if (!place.moved()) owned.position = answer.endOffset;
      } catch (error) {
        if (owned.membership.isCurrent()) {
          owned.position = null;
          this.events.failed(error instanceof Error ? error : new Error(String(error)));
        }
      }
    }
    owned.busy = false;
    this.pump();
  }

  private report(error: SourceError): void {
    if (this.stopped) return;
    if (error.code === 'REFUSED' && kafkaErrorType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') {
      this.events.failed(error);
    } else {
      this.events.trouble(error);
    }
  }

  private async recover(): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.retries.delete(timer);
        resolve();
      }, RETRY_MS);
      this.retries.add(timer);
    });
    await this.kafka.cluster.refreshMetadata().catch((error: unknown) => {
      this.report(toSourceError('looking up the brokers', error));
    });
  }

  private retryLater(): void {
    const timer = setTimeout(() => {
      this.retries.delete(timer);
      void this.kafka.cluster
        .refreshMetadata()
        .catch(() => undefined)
        .then(() => {
          this.pump();
        });
    }, RETRY_MS);
    this.retries.add(timer);
  }
}
