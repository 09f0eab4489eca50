import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LeashedProcess, startLeashed } from '../leashed-process';
import { brokerSettings, propertiesText } from './broker-settings';
import { freePorts } from './free-ports';
import { ensureKafkaJars } from './jar-cache';
import {
  ADD_SCRAM_USER,
  type SecuredListener,
  securedListener,
  withSecuredListener,
} from './secured-listener';

const run = promisify(execFile);

/** A broker process that can be started again on the same ports and data. */
export interface OwnBroker {
  /** `host:port` for clients; the same for its whole life. */
  readonly address: string;
  /** Beside the plain one; only where it was asked for. */
  readonly secured?: SecuredListener;
  /** Resolves when the broker takes requests. */
  start(): Promise<void>;
  /** Ends it as a power cut would: no shutdown, nothing flushed by the broker itself. */
  kill9(): Promise<void>;
  /** Stops its process in the middle of whatever it does: connections stay open, nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

const JVM_OPTIONS = ['-Xms256m', '-Xmx1g', '-XX:+UseG1GC', '-Xlog:disable', '-Xlog:all=error'];

/**
 * Prepares a broker in a temporary directory: ports chosen, storage formatted, not started yet.
 *
 * @param java the command of a Java 17 or later
 * @param tell gets a line about a long step, such as fetching the jars
 * @param secured whether it also listens where TLS and a login are wanted
 */
export async function prepareJavaBroker(
  java: string,
  tell: (line: string) => void,
  secured: boolean,
): Promise<OwnBroker> {
  const classPath = join(await ensureKafkaJars(tell), '*');
  const directory = await mkdtemp(join(tmpdir(), 'viewmarks-kafka-'));
  const propertiesFile = join(directory, 'server.properties');
  const [clientPort = 0, controllerPort = 0, securedPort = 0] = await freePorts(3);
  try {
    const plain = brokerSettings({ clientPort, controllerPort }, '127.0.0.1');
    const settings = secured ? withSecuredListener(plain, securedPort) : plain;
    await writeFile(
      propertiesFile,
      propertiesText({ ...settings, 'log.dirs': join(directory, 'log') }),
    );
    await run(java, [
      ...['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'],
      ...['format', '-t', 'dmlld21hcmtzLXRlc3RzMQ', '-c', propertiesFile],
      ...(secured ? ADD_SCRAM_USER : []),
    ]);
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    throw cause;
  }

  let running: LeashedProcess | undefined;
  const kill9 = async (): Promise<void> => {
    running?.kill('SIGKILL');
    await running?.ended;
    running = undefined;
  };
  return {
    address: `127.0.0.1:${clientPort}`,
    ...(secured && { secured: securedListener(securedPort) }),
    kill9,
    start: async () => {
      if (running !== undefined) throw new Error('the Kafka broker runs already');
      const args = [...JVM_OPTIONS, '-cp', classPath, 'kafka.Kafka', propertiesFile];
      running = await startLeashed(java, args, { directory, readyLine: /Kafka Server started/ });
    },
    pause: () => {
      running?.kill('SIGSTOP');
      return Promise.resolve();
    },
    resume: () => {
      running?.kill('SIGCONT');
      return Promise.resolve();
    },
    remove: async () => {
      // Its data goes as well, so there is nothing that an orderly shutdown would save.
      await kill9();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
