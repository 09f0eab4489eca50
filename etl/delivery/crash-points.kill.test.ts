import { randomUUID } from 'node:crypto';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, type ExpectStatic, it } from 'vitest';
import { encodeMarkMessage } from '../../marks/wire';
import { uuidOf } from '../../test-support/build-marks';
import {
  type ClickHouseFront,
  startClickHouseFront,
} from '../../test-support/clickhouse-http-front';
import { startEtlProcess } from '../../test-support/etl-process';
import { kafkaOrReason, readTopic, type RunningKafka, startKafka } from '../../test-support/kafka';
import { openProducer } from '../../test-support/kafka/produce';
import { describeIf } from '../../test-support/skipping';
import { FAULT_POINTS, type FaultPoint } from './fault-points';

const MARKS = 400;
/** No JSON, no value: records that never become rows. */
const LETTERS = 4;
const KILLED = 128 + 9;

interface Counts {
  readonly rows: number;
  readonly records: number;
}

function records(first: number) {
  return [
    ...Array.from({ length: MARKS }, (_, row) => ({
      partition: 0,
      ...encodeMarkMessage({
        mark_id: uuidOf(first + row),
        user_id: uuidOf(row % 50),
        film_id: uuidOf(row % 7),
        position_s: row,
        // Months alternate, so that a batch is more than one insert.
        event_time: row % 2 === 0 ? '2026-01-31T23:59:59.999Z' : '2026-02-01T00:00:00.000Z',
        platform: 'web' as const,
      }),
    })),
    { partition: 0, key: 'broken', value: '{' },
    { partition: 0, key: 'none', value: null },
  ];
}

describeIf(kafkaOrReason())('An ETL that is killed', { timeout: 180_000 }, () => {
  let kafka: RunningKafka;
  let front: ClickHouseFront;
  let client: ClickHouseClient;

  beforeAll(async () => {
    [kafka, front] = await Promise.all([startKafka(), startClickHouseFront()]);
    client = createClient({ url: front.url });
  }, 240_000);
  afterAll(async () => {
    await client.close();
    await Promise.all([kafka.stop(), front.stop()]);
  });

  /** Topics are made one after the other: a broker that makes several tells of them half-made. */
  let lastTopic: Promise<unknown> = Promise.resolve();
  function createTopic(): Promise<string> {
    const topic = `view-marks-${randomUUID()}`;
    const created = lastTopic.then(() => kafka.createTopic(topic, { partitions: 1 }));
    lastTopic = created;
    return created.then(() => topic);
  }

  async function killedAt(point: FaultPoint, nth: number, expect: ExpectStatic): Promise<void> {
    const database = `crash_${randomUUID().replaceAll('-', '')}`;
    await client.command({ query: `CREATE DATABASE ${database}` });
    const topic = await createTopic();
    const producer = await openProducer(kafka.brokers, topic);
    await producer.send(records(0));
    const env = {
      ETL_STORAGE: new URL(`/${database}`, front.url).href,
      ETL_GROUP: `etl-${topic}`,
      ETL_DEAD_TOPIC: `${topic}.dead`,
      ETL_BATCH_AGE_MS: '50',
      // Several batches, so that there is a second time of everything.
      ETL_BATCH_ROWS: '150',
      // The least that a broker allows: after a kill the group waits for so long.
      ETL_SESSION_TIMEOUT_MS: '6000',
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC: topic,
    };
    const count = async (): Promise<Counts> => {
      const answer = await client.query({
        query: `SELECT count() AS rows, uniqExact(_topic, _partition, _offset) AS records FROM ${database}.view_marks`,
        format: 'JSONEachRow',
      });
      const [row] = await answer.json<Record<keyof Counts, string>>();
      return { rows: Number(row!.rows), records: Number(row!.records) };
    };

    const first = await startEtlProcess({ env, killAt: { point, nth }, fromTheBeginning: true });
    expect(await first.ended, first.lastLines().join('\n')).toBe(KILLED);
    await producer.send(records(MARKS));
    await producer.close();
    const second = await startEtlProcess({ env });
    try {
      const all = { rows: 2 * MARKS, records: 2 * MARKS };
      await expect.poll(count, { timeout: 60_000, interval: 200 }).toEqual(all);
      const keys = async (): Promise<Set<string>> =>
        new Set((await readTopic(kafka.brokers, `${topic}.dead`)).map(({ key }) => key));
      expect((await keys()).size).toBe(LETTERS);
      second.kill('SIGTERM');
      expect(await second.ended, second.lastLines().join('\n')).toBe(0);
      expect(await count()).toEqual(all);
    } finally {
      second.kill('SIGKILL');
    }
  }

  describe.concurrent('at the first', () => {
    // The store is asked after a failure or a take-over only; the test below brings that about.
    const points = FAULT_POINTS.filter((point) => !point.includes('read-back'));
    it.for(points)(
      '%s has each mark in the store once after it was started again',
      async (point, { expect }) => {
        await killedAt(point, 1, expect);
      },
    );
  });

  describe.concurrent('at the second', () => {
    it.for(['intent-committed', 'before-insert', 'insert-acknowledged'] as const)(
      '%s has each mark in the store once after it was started again',
      async (point, { expect }) => {
        await killedAt(point, 2, expect);
      },
    );
  });
});
