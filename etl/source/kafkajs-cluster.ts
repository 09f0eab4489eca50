import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Broker, type Cluster, Kafka, logLevel, type SASLOptions } from 'kafkajs';
import type { KafkaSaslOptions, KafkaSourceSettings } from './kafka-source-options';

/*
 * kafkajs as what it is good at: connections, TLS, SASL, metadata and the encoding of requests. Its
 * consumer is not used, because four of its habits cannot be combined with exactly-once delivery
 * (2.2.4, read in its sources and tried):
 *
 * - it sends a commit again by itself with the *new* generation after a rebalance, so that a member
 *   can overwrite the commit of the partition's new owner (`runner.commitOffsets`);
 * - it resolves a commit without having sent it while it stops (the same place);
 * - on an offset out of range it commits a default offset, without metadata, over the group's own
 *   (`offsetManager.setDefaultOffset`);
 * - it tells of a rebalance only after every running handler has settled, and of one that follows
 *   new metadata never (`runner.scheduleFetchManager`, `consumerGroup.recoverFromFetch`).
 *
 * `Cluster` and `Broker` come through the assigner factory, which is public API; the methods below
 * exist in the pinned 2.2.4, its last release, but are missing in its types.
 */

export interface JoinedGroup {
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: { memberId: string; memberMetadata: Buffer }[];
}

interface GroupState {
  readonly name: string;
  readonly metadata: Buffer;
}

/** A request and its response in the form that the connections take. */
export interface ProtocolRequest<Answer> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    /** Everything behind the request's header. */
    encode(): Promise<{ readonly buffer: Buffer }>;
  };
  readonly response: {
    /** Everything behind the response's correlation id. */
    decode(payload: Buffer): Promise<Answer & { readonly clientSideThrottleTime: number }>;
    parse(answer: Answer): Promise<Answer>;
  };
  readonly requestTimeout: number;
}

interface UntypedBrokerMethods {
  readonly versions: Readonly<
    Partial<Record<number, { readonly minVersion: number; readonly maxVersion: number }>>
  > | null;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send<Answer>(protocol: ProtocolRequest<Answer>): Promise<Answer>;
  };
  joinGroup(request: {
    groupId: string;
    sessionTimeout: number;
    rebalanceTimeout: number;
    memberId: string;
    groupProtocols: readonly GroupState[];
  }): Promise<JoinedGroup>;
  syncGroup(request: {
    groupId: string;
    generationId: number;
    memberId: string;
    groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[];
  }): Promise<{ readonly memberAssignment: Buffer }>;
  heartbeat(request: {
    groupId: string;
    groupGenerationId: number;
    memberId: string;
  }): Promise<unknown>;
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
}

export type KafkaBroker = Broker & UntypedBrokerMethods;

/** A connected cluster, and the way to end it whatever state its connections are in. */
export interface KafkaCluster {
  readonly cluster: Cluster;
  findBroker(nodeId: string): Promise<KafkaBroker>;
  findCoordinator(groupId: string): Promise<KafkaBroker>;
  /** Forgets a broker's connections, so that the next request opens new ones. */
  forget(broker: KafkaBroker): void;
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 2_000;
const KEEP_ALIVE_DELAY_MS = 60_000;

function saslOptions({ mechanism, username, password }: KafkaSaslOptions): SASLOptions {
  switch (mechanism) {
    case 'PLAIN':
      return { mechanism: 'plain', username, password };
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Prepares the client; nothing is connected yet. */
export function openCluster(settings: KafkaSourceSettings): KafkaCluster {
  const sockets = new Set<Socket>();
  const kafka = new Kafka({
    clientId: settings.clientId,
    brokers: [...settings.brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: settings.connectTimeoutMs,
    authenticationTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    // Its retries would go on behind the back of the one who knows the deadline.
    retry: { initialRetryTime: 100, multiplier: 1, retries: 2 },
    ssl: settings.tls === undefined ? false : { ...settings.tls },
    ...(settings.sasl && { sasl: saslOptions(settings.sasl) }),
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const socket = settings.tls
        ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
        : connectTcp({ host, port }, onConnect);
      socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  let found: Cluster | undefined;
  kafka.consumer({
    groupId: settings.groupId,
    allowAutoTopicCreation: false,
    metadataMaxAge: settings.metadataMaxAgeMs,
    partitionAssigners: [
      ({ cluster }) => {
        found = cluster;
        return {
          name: 'unused',
          version: 0,
          assign: () => Promise.resolve([]),
          protocol: () => ({ name: 'unused', metadata: Buffer.alloc(0) }),
        };
      },
    ],
  });
  if (found === undefined) throw new Error('kafkajs did not build its assigner: is it 2.2.4?');
  const cluster = found;
  return {
    cluster,
    findBroker: async (nodeId) => (await cluster.findBroker({ nodeId })) as KafkaBroker,
    findCoordinator: async (groupId) =>
      (await cluster.findGroupCoordinator({ groupId })) as KafkaBroker,
    forget: ({ connectionPool: { host, port } }) => {
      cluster.removeBroker({ host, port });
    },
    close: async () => {
      await atMost(CLOSE_TIMEOUT_MS, cluster.disconnect());
      // With an error, because the client's requests would wait for an answer for ever otherwise.
      for (const socket of sockets) socket.destroy(new Error('closed'));
    },
  };
}
