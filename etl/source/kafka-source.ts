import { type FetchReader, openReader } from './fetching';
import { GroupMembership, type Membership } from './group';
import {
  type KafkaSourceOptions,
  type KafkaSourceSettings,
  type ReaderName,
  withDefaults,
} from './kafka-source-options';
import { type KafkaCluster, openCluster } from './kafkajs-cluster';
import {
  type Assignment,
  type CommittedOffset,
  type MarkSource,
  type MarkSourceHandler,
  type PartitionBounds,
  SourceError,
} from './mark-source';
import { OwnedPartition } from './owned-partition';
import { PartitionFetcher } from './partition-fetcher';
import { firstLine, toSourceError } from './source-errors';

/** A broker's default limit, `offset.metadata.max.bytes`. */
const MAX_METADATA_CHARACTERS = 4_096;
const ASCII = /^[\x20-\x7e]*$/;

/** Reads a topic of a real Kafka. */
export interface KafkaSource extends MarkSource {
  /** Which code reads the fetched bytes; not what was asked for, when its self-test failed. */
  readonly reader: ReaderName;
  /** What is wrong at this moment and tried again; null when Kafka answers. */
  readonly trouble: SourceError | null;
}

interface Start {
  resolve(): void;
  reject(error: SourceError): void;
}

class KafkajsSource implements KafkaSource {
  private readonly kafka: KafkaCluster;
  private readonly group: GroupMembership;
  private readonly fetcher: PartitionFetcher;
  private readonly owned = new Map<Assignment, OwnedPartition>();
  private handler: MarkSourceHandler | undefined;
  private starting: Start | undefined;
  private stopping: Promise<void> | undefined;
  private lastEpoch = 0;
  private lastWarning = '';
  trouble: SourceError | null = null;

  constructor(
    private readonly settings: KafkaSourceSettings,
    private readonly fetchReader: FetchReader,
  ) {
    this.kafka = openCluster(settings);
    const failed = (error: Error): void => {
      this.fail(error);
    };
    const trouble = (error: SourceError): void => {
      this.warnOnce(error);
    };
    this.group = new GroupMembership(this.kafka, settings, {
      joined: (membership) => {
        this.joined(membership);
      },
      lost: (membership) => {
        this.lost(membership);
      },
      failed,
      trouble,
    });
    this.fetcher = new PartitionFetcher(this.kafka, settings, fetchReader, {
      records: (fetched) => this.handler!.records(fetched),
      failed,
      trouble,
      fetched: () => {
        this.trouble = null;
      },
    });
  }

  get reader(): ReaderName {
    return this.fetchReader.name;
  }

  async start(handler: MarkSourceHandler): Promise<void> {
    if (this.handler !== undefined) throw new Error('a source can be started once');
    this.requireRunning();
    this.handler = handler;
    const { startTimeoutMs, topic, brokers } = this.settings;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.starting = { resolve, reject };
        timer = setTimeout(() => {
          const reason = this.trouble?.message ?? 'no answer';
          reject(
            new SourceError(
              'UNAVAILABLE',
              `no share of ${topic} from ${brokers.join(',')} in ${startTimeoutMs} ms: ${reason}`,
            ),
          );
        }, startTimeoutMs);
        this.group.start();
      });
    } catch (error) {
      this.starting = undefined;
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async committed(assignment: Assignment): Promise<CommittedOffset> {
    const owned = this.require(assignment);
    const { groupId } = this.settings;
    const { topic, partition } = owned;
    try {
      const coordinator = await this.group.findCoordinator();
      const { responses } = await coordinator.offsetFetch({
        groupId,
        // The request takes partitions alone; the types mean the answer.
        topics: [{ topic, partitions: [{ partition, offset: '-1' }] }],
      });
      const found = responses[0]?.partitions[0] as
        { readonly offset: string; readonly metadata?: string | null } | undefined;
      this.require(assignment);
      if (found === undefined) throw new Error(`no answer for ${owned.name}`);
      const offset = Number(found.offset);
      return { offset: offset < 0 ? null : offset, metadata: found.metadata ?? '' };
    } catch (error) {
      throw this.requestFailed(owned, 'reading the commit', error);
    }
  }

  async commit(
    assignment: Assignment,
    { offset, metadata }: { readonly offset: number; readonly metadata: string },
  ): Promise<void> {
    if (metadata.length > MAX_METADATA_CHARACTERS || !ASCII.test(metadata)) {
      throw new SourceError(
        'REFUSED',
        `commit metadata of ${metadata.length} characters: at most ${MAX_METADATA_CHARACTERS}, printable ASCII`,
      );
    }
    const owned = this.require(assignment);
    const { topic, partition, membership } = owned;
    try {
      const coordinator = await this.group.findCoordinator();
      this.require(assignment);
      // The assignment's own generation: after a rebalance the broker itself refuses it.
      await coordinator.offsetCommit({
        groupId: this.settings.groupId,
        groupGenerationId: membership.generationId,
        memberId: membership.memberId,
        topics: [{ topic, partitions: [{ partition, offset: String(offset), metadata } as never] }],
      });
    } catch (error) {
      throw this.requestFailed(owned, 'commit', error);
    }
    this.require(assignment);
  }

  async bounds(assignment: Assignment): Promise<PartitionBounds> {
    const owned = this.require(assignment);
    const { topic, partition } = owned;
    const ask = async (fromBeginning: boolean): Promise<number> => {
      const [answer] = await this.kafka.cluster.fetchTopicsOffset([
        { topic, partitions: [{ partition }], fromBeginning },
      ]);
      const offset = answer?.partitions[0]?.offset;
      if (offset === undefined) throw new Error(`no answer for ${owned.name}`);
      return Number(offset);
    };
    try {
      const [logStart, end] = await Promise.all([ask(true), ask(false)]);
      this.require(assignment);
      return { logStart, end };
    } catch (error) {
      throw toSourceError(`bounds of ${owned.name}`, error);
    }
  }

  seek(assignment: Assignment, offset: number): void {
    this.owned.get(assignment)?.seek(offset);
    this.fetcher.pump();
  }

  pause(assignment: Assignment): void {
    const owned = this.owned.get(assignment);
    if (owned !== undefined) owned.paused = true;
  }

  resume(assignment: Assignment): void {
    const owned = this.owned.get(assignment);
    if (owned !== undefined) owned.paused = false;
    this.fetcher.pump();
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    await this.fetcher.stop();
    await this.group.stop();
    await this.kafka.close();
    this.starting?.reject(new SourceError('STOPPED', 'the source was stopped'));
    this.starting = undefined;
  }

  private requireRunning(): void {
    if (this.stopping !== undefined) throw new SourceError('STOPPED', 'the source was stopped');
  }

  private require(assignment: Assignment): OwnedPartition {
    const owned = this.owned.get(assignment);
    if (owned === undefined) this.requireRunning();
    if (owned === undefined || !assignment.isCurrent()) {
      throw new SourceError(
        'NOT_ASSIGNED',
        `${assignment.topic}:${assignment.partition} is no longer this member's`,
      );
    }
    return owned;
  }

  private requestFailed(owned: OwnedPartition, doing: string, error: unknown): SourceError {
    if (!(error instanceof SourceError)) this.group.requestFailed(owned.membership, error);
    return toSourceError(`${doing} of ${owned.name}`, error);
  }

  private joined(membership: Membership): void {
    const { topic } = this.settings;
    const partitions = [...membership.partitions]
      .sort((a, b) => a - b)
      .map((partition) => new OwnedPartition(topic, partition, ++this.lastEpoch, membership));
    for (const owned of partitions) this.owned.set(owned.assignment, owned);
    this.fetcher.own(partitions);
    this.starting?.resolve();
    this.starting = undefined;
    for (const owned of partitions) void this.begin(owned);
  }

  private async begin(owned: OwnedPartition): Promise<void> {
    try {
      const { fromOffset } = await this.handler!.assigned(owned.assignment);
      owned.begin(fromOffset);
      this.fetcher.pump();
    } catch (error) {
      if (owned.membership.isCurrent()) {
        this.fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  private lost(membership: Membership): void {
    this.fetcher.own([]);
    for (const [assignment, owned] of this.owned) {
      if (owned.membership !== membership) continue;
      this.owned.delete(assignment);
      this.handler!.revoked(assignment);
    }
  }

  private fail(error: Error): void {
    if (this.stopping !== undefined) return;
    if (this.starting !== undefined) {
      this.starting.reject(toSourceError('start', error));
      this.starting = undefined;
    } else {
      this.handler!.failed(error);
    }
  }

  private warnOnce(error: SourceError): void {
    this.trouble = error;
    const line = firstLine(error);
    if (line === this.lastWarning) return;
    this.lastWarning = line;
    this.settings.warn(line);
  }
}

/**
 * Opens a source and chooses its reader; nothing is connected before `start`.
 *
 * @throws BadInputError when an option cannot be used
 */
export async function openKafkaSource(options: KafkaSourceOptions): Promise<KafkaSource> {
  const settings = withDefaults(options);
  return new KafkajsSource(settings, await openReader(settings));
}
