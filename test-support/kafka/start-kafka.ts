import { Kafka, logLevel } from 'kafkajs';
import { prepareDockerBroker } from './docker-broker';
import { findKafka, type FindKafkaOptions } from './find-kafka';
import { type OwnBroker, prepareJavaBroker } from './java-broker';
import type { SecuredListener } from './secured-listener';

export interface RunningKafka {
  /** `host:port` of each broker, for clients. */
  readonly brokers: readonly string[];
  /** Beside the plain listener; only where `secured` was asked for. */
  readonly secured?: SecuredListener;
  /** Creates a topic and waits until every partition has a leader. */
  createTopic(name: string, options: { readonly partitions: number }): Promise<void>;
  /** Lets a topic grow. */
  addPartitions(name: string, options: { readonly total: number }): Promise<void>;
  /** Removes what lies below an offset, as retention does. */
  deleteRecords(
    name: string,
    options: { readonly partition: number; readonly before: number },
  ): Promise<void>;
  /** Kills the broker process; clients see what they see when a machine dies. */
  kill9(): Promise<void>;
  /** Starts a killed broker again, on the same port and data. */
  restart(): Promise<void>;
  /** Stops the broker's process without ending it: connections stay open, nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the broker and removes its data; on an external broker, removes the created topics. */
  stop(): Promise<void>;
}

export interface StartKafkaOptions extends FindKafkaOptions {
  /** Gets a line about each long step. @default writes to standard error */
  readonly tell?: (line: string) => void;
}

function tellOnStandardError(line: string): void {
  process.stderr.write(`kafka: ${line}\n`);
}

async function withAdmin<T>(
  brokers: readonly string[],
  use: (admin: ReturnType<Kafka['admin']>) => Promise<T>,
): Promise<T> {
  const kafka = new Kafka({
    clientId: 'viewmarks-test-support',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

type TopicAdministration = Pick<RunningKafka, 'createTopic' | 'addPartitions' | 'deleteRecords'>;

function administerTopics(brokers: readonly string[]): TopicAdministration {
  return {
    createTopic: (topic, { partitions }) =>
      withAdmin(brokers, async (admin) => {
        const created = await admin.createTopics({
          topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }],
          waitForLeaders: true,
        });
        if (!created) throw new Error(`the Kafka topic ${topic} exists already`);
      }),
    addPartitions: (topic, { total }) =>
      withAdmin(brokers, async (admin) => {
        await admin.createPartitions({ topicPartitions: [{ topic, count: total }] });
      }),
    deleteRecords: (topic, { partition, before }) =>
      withAdmin(brokers, async (admin) => {
        // It does not look the topic's leaders up by itself.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({
          topic,
          partitions: [{ partition, offset: String(before) }],
        });
      }),
  };
}

function externalKafka(brokers: readonly string[]): RunningKafka {
  const administration = administerTopics(brokers);
  const topics: string[] = [];
  const refuse = (): Promise<never> =>
    Promise.reject(
      new Error('a broker named by KAFKA_BROKERS is not ours to kill: ask for ownBroker'),
    );
  return {
    brokers,
    ...administration,
    createTopic: async (name, options) => {
      await administration.createTopic(name, options);
      topics.push(name);
    },
    kill9: refuse,
    restart: refuse,
    pause: refuse,
    resume: refuse,
    stop: async () => {
      if (topics.length > 0) await withAdmin(brokers, (admin) => admin.deleteTopics({ topics }));
    },
  };
}

async function ownKafka(broker: OwnBroker): Promise<RunningKafka> {
  try {
    await broker.start();
  } catch (cause) {
    await broker.remove();
    throw cause;
  }
  const brokers = [broker.address];
  return {
    brokers,
    ...(broker.secured && { secured: broker.secured }),
    ...administerTopics(brokers),
    kill9: () => broker.kill9(),
    restart: () => broker.start(),
    pause: () => broker.pause(),
    resume: () => broker.resume(),
    stop: () => broker.remove(),
  };
}

/**
 * A Kafka that takes requests: the external one, or one of our own that ends with this process.
 *
 * @throws Error with the reason when there is none on this machine
 */
export async function startKafka(options: StartKafkaOptions = {}): Promise<RunningKafka> {
  const tell = options.tell ?? tellOnStandardError;
  const source = findKafka(options);
  switch (source.kind) {
    case 'external':
      return externalKafka(source.brokers);
    case 'java':
      return ownKafka(await prepareJavaBroker(source.java, tell, options.secured ?? false));
    case 'docker':
      return ownKafka(await prepareDockerBroker(tell));
    case 'none':
      throw new Error(source.reason);
  }
}
