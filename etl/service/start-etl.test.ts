import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { asDurableSink, type DurableSink, openStorage } from '../../loaders';
import { encodeMarkMessage } from '../../marks/wire';
import { uuidOf } from '../../test-support/build-marks';
import { kafkaOrReason, readTopic, type RunningKafka, startKafka } from '../../test-support/kafka';
import { openProducer, type TestProducer } from '../../test-support/kafka/produce';
import { describeIf } from '../../test-support/skipping';
import { parseEtlConfig } from './etl-config';
import { type RunningEtl, startEtl } from './start-etl';

const EVERY_DAY = { from_day: '1970-01-01', to_day: '2105-12-31' };
const PARTITIONS = 3;

function mark(n: number, event_time = '2026-03-01T00:00:00.000Z') {
  return encodeMarkMessage({
    mark_id: uuidOf(n),
    user_id: uuidOf(n % 50),
    film_id: uuidOf(n % 7),
    position_s: n,
    event_time,
    platform: 'web',
  });
}

describeIf(kafkaOrReason())('The ETL', { timeout: 120_000 }, () => {
  let kafka: RunningKafka;
  let folder: string;
  let storage: DurableSink;
  let producer: TestProducer;
  let topic: string;
  let running: RunningEtl[] = [];
  let database = 0;
  let url: string;

  beforeAll(async () => {
    kafka = await startKafka();
    folder = await mkdtemp(join(tmpdir(), 'viewmarks-etl-'));
  }, 240_000);
  afterAll(async () => {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    topic = `view-marks-${randomUUID()}`;
    await kafka.createTopic(topic, { partitions: PARTITIONS });
    producer = await openProducer(kafka.brokers, topic);
    url = `chdb:${folder}?database=etl_${++database}`;
    storage = asDurableSink(await openStorage(url));
    await storage.createSchema();
  });
  afterEach(async () => {
    await Promise.all(running.map((etl) => etl.stop()));
    running = [];
    await producer.close();
    await storage.close();
  });

  async function start(env: NodeJS.ProcessEnv = {}): Promise<RunningEtl> {
    const etl = await startEtl(
      parseEtlConfig({
        ETL_STORAGE: url,
        ETL_GROUP: `etl-${topic}`,
        ETL_DEAD_TOPIC: `${topic}.dead`,
        ETL_HTTP_PORT: '0',
        ETL_LOG_LEVEL: 'silent',
        ETL_BATCH_AGE_MS: '50',
        KAFKA_BROKERS: kafka.brokers.join(','),
        KAFKA_TOPIC: topic,
        ...env,
      }),
    );
    running.push(etl);
    return etl;
  }

  async function countRows(): Promise<number> {
    const days = await storage.ask('marks-per-day', EVERY_DAY);
    return days.reduce((rows, day) => rows + Number(day.marks), 0);
  }

  async function countOffsets(): Promise<number> {
    let offsets = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      offsets += (await storage.offsetsPresent(topic, partition, 0n, 1_000_000n)).length;
    }
    return offsets;
  }

  function send(first: number, rows: number, event_time?: string): Promise<void> {
    return producer.send(
      Array.from({ length: rows }, (_, row) => ({
        partition: (first + row) % PARTITIONS,
        ...mark(first + row, event_time),
      })),
    );
  }

  it('brings each mark into the store once, with the offset that it came as', async () => {
    await start();
    await send(0, 1000);
    await expect.poll(countRows, { timeout: 30_000 }).toBe(1000);
    expect(await countOffsets()).toBe(1000);
  });

  it('goes on after a stop where it was, and adds nothing twice', async () => {
    const first = await start();
    await send(0, 500);
    await expect.poll(countRows, { timeout: 30_000 }).toBe(500);
    await first.stop();
    await send(500, 500);
    await start();
    await expect.poll(countRows, { timeout: 30_000 }).toBe(1000);
    expect(await countOffsets()).toBe(1000);
  });

  it('adds nothing twice when the group has forgotten where it was', async () => {
    const first = await start();
    await send(0, 500);
    await expect.poll(countRows, { timeout: 30_000 }).toBe(500);
    await first.stop();
    await send(500, 100);
    await start({ ETL_GROUP: `another-${topic}` });
    await expect.poll(countRows, { timeout: 30_000 }).toBe(600);
    expect(await countOffsets()).toBe(600);
  });

  it('stores marks of two months that alternate, in one insert for each month', async () => {
    await Promise.all([
      send(0, 300, '2026-01-31T23:59:59.999Z'),
      send(300, 300, '2026-02-01T00:00:00.000Z'),
    ]);
    await start({ ETL_BATCH_AGE_MS: '500' });
    await expect.poll(countRows, { timeout: 30_000 }).toBe(600);
    expect(await countOffsets()).toBe(600);
  });

  it('keeps what is no mark as a dead letter with its bytes, headers and reason', async () => {
    await producer.send([
      { partition: 0, ...mark(1) },
      { partition: 0, key: 'k', value: '{"broken', headers: { trace: 'abc' } },
      { partition: 0, key: 'k', value: null },
      { partition: 0, ...mark(2) },
    ]);
    await start();
    await expect.poll(countRows, { timeout: 30_000 }).toBe(2);
    const letters = await readTopic(kafka.brokers, `${topic}.dead`);
    expect(letters.map(({ key, value }) => [key, value])).toEqual(
      expect.arrayContaining([
        [`${topic}:0:1`, '{"broken'],
        [`${topic}:0:2`, ''],
      ]),
    );
    expect(letters).toHaveLength(2);
  });

  it('says over HTTP that it lives, is ready, and what it did', async () => {
    const etl = await start();
    await send(0, 100);
    await expect.poll(countRows, { timeout: 30_000 }).toBe(100);
    expect((await fetch(`${etl.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${etl.url}/health/ready`)).json()).toEqual({ status: 'ready' });
    const metrics = await (await fetch(`${etl.url}/metrics`)).text();
    expect(metrics).toMatch(/^viewmarks_etl_marks_stored_total 100$/m);
    expect(metrics).toMatch(/^viewmarks_etl_lag_offsets\{partition="0"\} 0$/m);
  });
});
