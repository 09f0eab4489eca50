import { BadInputError } from '../../errors';

export interface KafkaSaslOptions {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: string;
}

/** Which code reads the bytes of a fetch. */
export type ReaderName = 'lazy' | 'kafkajs';

export interface KafkaSourceOptions {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  readonly groupId: string;
  readonly topic: string;
  /** Shown in the broker's logs. @default 'viewmarks-etl' */
  readonly clientId?: string | undefined;
  /** TLS, with the PEM text of a certificate authority unless the system's are meant. */
  readonly tls?: { readonly ca?: string } | undefined;
  readonly sasl?: KafkaSaslOptions | undefined;
  /**
   * Milliseconds without a heartbeat after which the group gives the partitions to others, and after
   * which this member itself no longer counts them as its own. @default 30000
   */
  readonly sessionTimeoutMs?: number | undefined;
  /** Milliseconds that other members get for coming back when the group is shared out again. @default 60000 */
  readonly rebalanceTimeoutMs?: number | undefined;
  /** Milliseconds between heartbeats; less than half of the session. @default 1000 */
  readonly heartbeatIntervalMs?: number | undefined;
  /** Milliseconds for connecting, and for signing in. @default 5000 */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds for one request. @default 15000 */
  readonly requestTimeoutMs?: number | undefined;
  /** Milliseconds in which `start` must have joined the group. @default 60000 */
  readonly startTimeoutMs?: number | undefined;
  /** Milliseconds for which a broker waits for records when it has none. @default 250 */
  readonly maxWaitMs?: number | undefined;
  /** Milliseconds after which the topic is looked at again for new partitions. @default 60000 */
  readonly metadataMaxAgeMs?: number | undefined;
  /** Bytes that one fetch takes of a partition; a larger record batch comes whole. @default 1 MiB */
  readonly maxBytesPerPartition?: number | undefined;
  /** Bytes of one fetch from one broker. @default 8 MiB */
  readonly maxBytes?: number | undefined;
  /** Bytes to which one compressed record batch may grow; a larger one is CORRUPT. @default 256 MiB */
  readonly maxUncompressedBytes?: number | undefined;
  /**
   * `lazy` reads record batches in place and falls back to `kafkajs` when its self-test fails;
   * `kafkajs` forces the client's own decoder. @default 'lazy'
   */
  readonly reader?: ReaderName | undefined;
  /** Gets a line about what is wrong but mended by itself. @default silence */
  readonly warn?: ((line: string) => void) | undefined;
}

/** Every option with its value. */
export type KafkaSourceSettings = {
  readonly [Name in keyof Required<Omit<KafkaSourceOptions, 'tls' | 'sasl'>>]: NonNullable<
    KafkaSourceOptions[Name]
  >;
} & Pick<KafkaSourceOptions, 'tls' | 'sasl'>;

const MIB = 1024 * 1024;

function requirePositive(settings: KafkaSourceSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number' && !(Number.isSafeInteger(value) && value > 0)) {
      throw new BadInputError(name, `${value} is no positive whole number`, 'give one');
    }
  }
}

/**
 * The options with their defaults.
 *
 * @throws BadInputError when one of them cannot be used
 */
export function withDefaults(options: KafkaSourceOptions): KafkaSourceSettings {
  const settings: KafkaSourceSettings = {
    brokers: options.brokers,
    groupId: options.groupId,
    topic: options.topic,
    clientId: options.clientId ?? 'viewmarks-etl',
    tls: options.tls,
    sasl: options.sasl,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
    rebalanceTimeoutMs: options.rebalanceTimeoutMs ?? 60_000,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 1_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 15_000,
    startTimeoutMs: options.startTimeoutMs ?? 60_000,
    maxWaitMs: options.maxWaitMs ?? 250,
    metadataMaxAgeMs: options.metadataMaxAgeMs ?? 60_000,
    maxBytesPerPartition: options.maxBytesPerPartition ?? MIB,
    maxBytes: options.maxBytes ?? 8 * MIB,
    maxUncompressedBytes: options.maxUncompressedBytes ?? 256 * MIB,
    reader: options.reader ?? 'lazy',
    warn: options.warn ?? (() => undefined),
  };
  requirePositive(settings);
  if (settings.brokers.length === 0) {
    throw new BadInputError('brokers', 'the list is empty', 'name one broker as host:port');
  }
  for (const name of ['groupId', 'topic'] as const) {
    if (settings[name] === '') throw new BadInputError(name, 'it is empty', 'give a name');
  }
  const { heartbeatIntervalMs, sessionTimeoutMs } = settings;
  if (heartbeatIntervalMs * 2 > sessionTimeoutMs) {
    throw new BadInputError(
      'heartbeatIntervalMs',
      `${heartbeatIntervalMs} is more than half of the session of ${sessionTimeoutMs} ms`,
      'let at least two heartbeats fit into a session',
    );
  }
  return settings;
}
