import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { brokerSettings, imageVariables } from './broker-settings';
import { freePorts } from './free-ports';
import { KAFKA_VERSION } from './jar-cache';
import type { OwnBroker } from './java-broker';

const run = promisify(execFile);

/** Arguments of `docker create` for a one-node broker. */
export function containerArguments(
  name: string,
  address: { readonly clientPort: number; readonly controllerPort: number },
): readonly string[] {
  const variables = imageVariables(brokerSettings(address, '0.0.0.0'));
  return [
    ...['create', '--name', name],
    ...['--publish', `127.0.0.1:${address.clientPort}:${address.clientPort}`],
    ...Object.entries(variables).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    `apache/kafka:${KAFKA_VERSION}`,
  ];
}

async function answers(address: string): Promise<void> {
  const kafka = new Kafka({
    clientId: 'viewmarks-test-support',
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 200, multiplier: 1, retries: 200 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}

/** Prepares a broker in a container; it is removed however this process ends. */
export async function prepareDockerBroker(tell: (line: string) => void): Promise<OwnBroker> {
  const name = `viewmarks-kafka-${randomUUID()}`;
  const [clientPort = 0, controllerPort = 0] = await freePorts(2);
  tell(`starting Kafka ${KAFKA_VERSION} in Docker`);
  await run('docker', [...containerArguments(name, { clientPort, controllerPort })]);
  const removal = spawn(
    'sh',
    [join(__dirname, 'on-death.sh'), 'docker', 'rm', '--force', '--volumes', name],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const address = `127.0.0.1:${clientPort}`;
  return {
    address,
    start: async () => {
      await run('docker', ['start', name]);
      await answers(address);
    },
    kill9: async () => {
      await run('docker', ['kill', '--signal', 'KILL', name]);
    },
    pause: async () => {
      await run('docker', ['pause', name]);
    },
    resume: async () => {
      await run('docker', ['unpause', name]);
    },
    remove: async () => {
      await run('docker', ['rm', '--force', '--volumes', name]);
      removal.stdin.end('let go\n');
    },
  };
}
