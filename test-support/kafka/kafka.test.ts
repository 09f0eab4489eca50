import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeIf } from '../skipping';
import { kafkaOrReason, readTopic, type RunningKafka, startKafka } from './index';

function client(brokers: readonly string[]): Kafka {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
}

async function send(brokers: readonly string[], topic: string, value: string): Promise<void> {
  const producer = client(brokers).producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value }] });
  await producer.disconnect();
}

async function endOffset(brokers: readonly string[], topic: string): Promise<string | undefined> {
  const admin = client(brokers).admin();
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return partition?.high;
}

async function refusesConnections(address: string): Promise<void> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  const [error] = (await Promise.race([
    once(socket, 'connect').then(() => [undefined]),
    once(socket, 'error'),
  ]).catch((cause: unknown) => [cause])) as [NodeJS.ErrnoException | undefined];
  socket.destroy();
  expect(error?.code).toBe('ECONNREFUSED');
}

describeIf(kafkaOrReason({ ownBroker: true }))('a broker for tests', { timeout: 120_000 }, () => {
  let kafka: RunningKafka;

  beforeAll(async () => {
    kafka = await startKafka({ ownBroker: true });
  }, 240_000);

  afterAll(async () => {
    await kafka.stop();
  });

  it('keeps what it acknowledged, and its address, over kill -9 and restart', async () => {
    await kafka.createTopic('kept', { partitions: 1 });
    await send(kafka.brokers, 'kept', 'before');
    await kafka.kill9();
    await refusesConnections(kafka.brokers[0]!);
    await kafka.restart();
    await send(kafka.brokers, 'kept', 'after');
    expect(await endOffset(kafka.brokers, 'kept')).toBe('2');
  });

  it('accepts connections and answers nothing while it is paused, and goes on afterwards', async () => {
    await kafka.createTopic('paused', { partitions: 1 });
    await kafka.pause();
    let sent = false;
    const sending = send(kafka.brokers, 'paused', 'late').then(() => {
      sent = true;
    });
    const [host, port] = kafka.brokers[0]!.split(':');
    const socket = connect(Number(port), host);
    await once(socket, 'connect');
    socket.destroy();
    expect(sent).toBe(false);
    await kafka.resume();
    await sending;
    expect(await readTopic(kafka.brokers, 'paused')).toMatchObject([{ value: 'late' }]);
  });

  it('refuses to create a topic that is there already', async () => {
    await kafka.createTopic('once', { partitions: 2 });
    await expect(kafka.createTopic('once', { partitions: 2 })).rejects.toThrow(
      'the Kafka topic once exists already',
    );
  });

  it('dies with the process that started it, even by kill -9, and leaves no files', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'viewmarks-leash-'));
    const program = spawn(
      process.execPath,
      ['-r', 'ts-node/register', join(__dirname, 'start-and-wait.ts')],
      {
        // The compiler's own cache would be one more file there.
        env: { ...process.env, TMPDIR: temporary, DISABLE_V8_COMPILE_CACHE: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      const [address] = (await once(createInterface(program.stdout), 'line')) as [string];
      expect(address).not.toBe(kafka.brokers[0]);
      expect(await readdir(temporary)).not.toEqual([]);
      program.kill('SIGKILL');
      await once(program, 'exit');
      await vi.waitFor(() => refusesConnections(address), { timeout: 10_000 });
      await vi.waitFor(
        async () => {
          expect(await readdir(temporary)).toEqual([]);
        },
        { timeout: 10_000 },
      );
    } finally {
      program.kill('SIGKILL');
      await rm(temporary, { recursive: true, force: true });
    }
  });
});
