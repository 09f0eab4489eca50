import { spawnSync } from 'node:child_process';
import { JAR_FOLDER, jarFault } from './jar-cache';
import { findJava } from './java';

/** Where a Kafka for this run comes from. */
export type KafkaSource =
  /** A broker that somebody else runs, named by KAFKA_BROKERS. */
  | { readonly kind: 'external'; readonly brokers: readonly string[] }
  /** A broker of our own, from the published jars. */
  | { readonly kind: 'java'; readonly java: string }
  /** A broker of our own, in a container. */
  | { readonly kind: 'docker' }
  | { readonly kind: 'none'; readonly reason: string };

export interface FindKafkaOptions {
  /** Only a broker that this process starts, and may therefore kill. @default false */
  readonly ownBroker?: boolean;
  /** Only a broker that also listens where TLS and a login are wanted: one from the jars. @default false */
  readonly secured?: boolean;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

function succeeds(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(command, args, { env, timeout: 20_000, stdio: 'ignore' }).status === 0;
}

/**
 * Looks in this order: KAFKA_BROKERS, Java 17 or later with the jars or with Maven to fetch them,
 * Docker. Synchronous, because a test file decides while it is loaded whether to skip.
 */
export function findKafka(options: FindKafkaOptions = {}): KafkaSource {
  const env = options.env ?? process.env;
  const { ownBroker = false, secured = false } = options;
  if (env.KAFKA_BROKERS && !ownBroker && !secured) {
    return { kind: 'external', brokers: env.KAFKA_BROKERS.split(',').map((name) => name.trim()) };
  }
  const java = findJava(env);
  let reason: string;
  if (java.status === 'missing') {
    reason = java.reason;
  } else {
    const fault = jarFault(JAR_FOLDER);
    if (fault === undefined || succeeds('mvn', ['-v'], env)) {
      return { kind: 'java', java: java.command };
    }
    reason = `the Kafka jars are not there (${fault}) and mvn does not run`;
  }
  if (secured) return { kind: 'none', reason: `no Kafka with TLS and a login: ${reason}` };
  if (succeeds('docker', ['info'], env)) return { kind: 'docker' };
  return {
    kind: 'none',
    reason: `no Kafka: KAFKA_BROKERS is not ${ownBroker ? 'used here' : 'set'}; ${reason}; Docker does not answer`,
  };
}

/** For `describeIf`: true, or the reason why there is no Kafka on this machine. */
export function kafkaOrReason(options: FindKafkaOptions = {}): true | string {
  const source = findKafka(options);
  return source.kind === 'none' ? source.reason : true;
}
