import { AssignerProtocol, PartitionAssigners } from 'kafkajs';
import type { KafkaSourceSettings } from '../kafka-source-options';
import type { JoinedGroup, KafkaBroker, KafkaCluster } from '../kafkajs-cluster';
import { SourceError } from '../mark-source';
import { kafkaErrorType, toSourceError } from '../source-errors';

/** One generation of the group as this member sees it. */
export interface Membership {
  readonly generationId: number;
  readonly memberId: string;
  /** Partitions of the topic that are this member's. */
  readonly partitions: readonly number[];
  /** False as soon as the generation is over, or the session has run out, for this member. */
  isCurrent(): boolean;
}

export interface GroupMembershipEvents {
  joined(membership: Membership): void;
  /** The membership is over; `isCurrent` is false already. Another `joined` follows, or `failed`. */
  lost(membership: Membership): void;
  /** The group refuses this member for good. */
  failed(error: SourceError): void;
  /** What is wrong but tried again. */
  trouble(error: SourceError): void;
}

type JoinedShare = JoinedGroup & {
  readonly partitions: readonly number[];
  /** When SyncGroup was sent, by `performance.now()`. */
  readonly sentAt: number;
};

const RETRY_MS = 250;
/** Error names after which the group takes the same member in again at once. */
const REJOIN = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']);
const GONE_COORDINATOR = new Set(['NOT_COORDINATOR_FOR_GROUP', 'GROUP_COORDINATOR_NOT_AVAILABLE']);

/**
 * Membership in a consumer group by Kafka's classic protocol, "eager": at every rebalance all
 * partitions are given back first (https://kafka.apache.org/protocol.html, JoinGroup, SyncGroup,
 * Heartbeat, LeaveGroup). Shared out by the assigner of kafkajs, whose name and encoding it keeps.
 *
 * The session is watched from both ends: the broker forgets a member that is silent for too long,
 * and the member stops to count itself in when its last acknowledged heartbeat was *sent* that long
 * ago, by a clock that goes on while the process is stopped.
 */
export class GroupMembership {
  private readonly assigner;
  private memberId = '';
  private coordinator: KafkaBroker | undefined;
  private current: { membership: Membership; end: () => void } | undefined;
  private heartbeatSentAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private metadataReadAt = 0;
  private leads: { readonly partitions: number } | undefined;
  private joining = false;
  private stopped = false;
  private readonly waking = new Set<() => void>();

  constructor(
    private readonly kafka: KafkaCluster,
    private readonly settings: KafkaSourceSettings,
    private readonly events: GroupMembershipEvents,
  ) {
    // It needs nothing but the cluster's list of partitions.
    this.assigner = PartitionAssigners.roundRobin({
      cluster: kafka.cluster,
      groupId: settings.groupId,
      logger: undefined as never,
    });
  }

  /** Begins to join; the events tell how it went. */
  start(): void {
    void this.joinUntilDone();
  }

  /** The broker that keeps the group's offsets, found again after `coordinatorFailed`. */
  async findCoordinator(): Promise<KafkaBroker> {
    this.coordinator ??= await this.kafka.findCoordinator(this.settings.groupId);
    return this.coordinator;
  }

  /** To be told of every error of a request to the coordinator: some end the membership. */
  requestFailed(membership: Membership, error: unknown): void {
    const type = kafkaErrorType(error);
    if (type === undefined || GONE_COORDINATOR.has(type)) this.forgetCoordinator(type);
    if (type !== undefined && REJOIN.has(type) && membership === this.current?.membership) {
      this.rejoin(type);
    }
  }

  /** Leaves the group, so that others need not wait for the session's end. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const wake of this.waking) wake();
    const { memberId, coordinator, joining } = this;
    this.endMembership();
    if (memberId === '' || coordinator === undefined || joining) return;
    // Failing, the session's end does the same.
    await coordinator
      .leaveGroup({ groupId: this.settings.groupId, memberId })
      .catch(() => undefined);
  }

  private forgetCoordinator(type: string | undefined): void {
    const { coordinator } = this;
    this.coordinator = undefined;
    // No name of a Kafka error: the connection failed, not the request.
    if (coordinator !== undefined && type === undefined) this.kafka.forget(coordinator);
  }

  private rejoin(type?: string): void {
    if (type === 'UNKNOWN_MEMBER_ID') this.memberId = '';
    this.endMembership();
    void this.joinUntilDone();
  }

  private endMembership(): void {
    clearTimeout(this.timer);
    const { current } = this;
    if (current === undefined) return;
    this.current = undefined;
    this.leads = undefined;
    current.end();
    this.events.lost(current.membership);
  }

  private async joinUntilDone(): Promise<void> {
    if (this.joining) return;
    this.joining = true;
    try {
      while (!this.stopped) {
        try {
          this.begin(await this.joinOnce());
          return;
        } catch (error) {
          if (!(await this.mayJoinAgain(error))) return;
        }
      }
    } finally {
      this.joining = false;
    }
  }

  private async mayJoinAgain(error: unknown): Promise<boolean> {
    const type = kafkaErrorType(error);
    if (type === 'UNKNOWN_MEMBER_ID') this.memberId = '';
    if (type !== undefined && REJOIN.has(type)) return true;
    const failure = toSourceError(`joining the group ${this.settings.groupId}`, error);
    if (failure.code === 'REFUSED') {
      this.events.failed(failure);
      return false;
    }
    this.events.trouble(failure);
    this.forgetCoordinator(type);
    await this.pause(RETRY_MS);
    return true;
  }

  private async joinOnce(): Promise<JoinedShare> {
    const { groupId, topic, sessionTimeoutMs, rebalanceTimeoutMs } = this.settings;
    await this.refreshTopic();
    const coordinator = await this.findCoordinator();
    const group = await coordinator.joinGroup({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      memberId: this.memberId,
      groupProtocols: [this.assigner.protocol({ topics: [topic] })],
    });
    this.memberId = group.memberId;
    const leads = group.leaderId === group.memberId;
    if (leads) await this.refreshTopic();
    const partitionsNow = this.kafka.cluster.findTopicPartitionMetadata(topic).length;
    // The broker's clock for the session starts no earlier than this request is sent.
    const sentAt = performance.now();
    const { memberAssignment } = await coordinator.syncGroup({
      groupId,
      generationId: group.generationId,
      memberId: group.memberId,
      groupAssignment: leads
        ? await this.assigner.assign({ members: group.members, topics: [topic] })
        : [],
    });
    this.leads = leads ? { partitions: partitionsNow } : undefined;
    const decoded = AssignerProtocol.MemberAssignment.decode(memberAssignment);
    return { ...group, partitions: decoded?.assignment[topic] ?? [], sentAt };
  }

  private async refreshTopic(): Promise<void> {
    const { topic } = this.settings;
    const { cluster } = this.kafka;
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadata();
    this.metadataReadAt = performance.now();
    if (cluster.findTopicPartitionMetadata(topic).length === 0) {
      throw new SourceError('REFUSED', `the topic ${topic} does not exist on these brokers`);
    }
  }

  private begin({ generationId, memberId, partitions, sentAt }: JoinedShare): void {
    if (this.stopped) return;
    let over = false;
    const membership: Membership = {
      generationId,
      memberId,
      partitions,
      isCurrent: () => {
        // Sticky, or a heartbeat that was late all the same would bring it back.
        over ||= performance.now() - this.heartbeatSentAt >= this.settings.sessionTimeoutMs;
        return !over;
      },
    };
    this.heartbeatSentAt = sentAt;
    this.current = {
      membership,
      end: () => {
        over = true;
      },
    };
    this.events.joined(membership);
    this.scheduleHeartbeat(membership);
  }

  private scheduleHeartbeat(membership: Membership): void {
    clearTimeout(this.timer);
    if (membership !== this.current?.membership) return;
    this.timer = setTimeout(() => {
      void this.heartbeat(membership);
    }, this.settings.heartbeatIntervalMs);
  }

  private async heartbeat(membership: Membership): Promise<void> {
    if (!membership.isCurrent()) {
      this.rejoin();
      return;
    }
    const sentAt = performance.now();
    // A broker that does not answer must not keep the member from noticing the end of its session.
    const watch = setTimeout(
      () => {
        if (membership === this.current?.membership && !membership.isCurrent()) this.rejoin();
      },
      Math.max(0, this.heartbeatSentAt + this.settings.sessionTimeoutMs - sentAt + 1),
    );
    try {
      const coordinator = await this.findCoordinator();
      await coordinator.heartbeat({
        groupId: this.settings.groupId,
        groupGenerationId: membership.generationId,
        memberId: membership.memberId,
      });
      if (membership.isCurrent()) this.heartbeatSentAt = sentAt;
      if (await this.hasNewPartitions()) this.rejoin();
    } catch (error) {
      this.requestFailed(membership, error);
      if (membership === this.current?.membership) {
        this.events.trouble(toSourceError(`heartbeat of ${this.settings.groupId}`, error));
      }
    } finally {
      clearTimeout(watch);
    }
    this.scheduleHeartbeat(membership);
  }

  /** Whether the topic has grown since this member, the group's leader, shared its partitions out. */
  private async hasNewPartitions(): Promise<boolean> {
    const { leads } = this;
    if (leads === undefined) return false;
    if (performance.now() - this.metadataReadAt < this.settings.metadataMaxAgeMs) return false;
    await this.refreshTopic();
    const { topic } = this.settings;
    return this.kafka.cluster.findTopicPartitionMetadata(topic).length !== leads.partitions;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waking.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waking.add(wake);
    });
  }
}
