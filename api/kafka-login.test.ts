import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { kafkaOrReason, readTopic, type RunningKafka, startKafka } from '../test-support/kafka';
import { describeIf } from '../test-support/skipping';
import { makeDevelopmentToken } from './development-token';
import { parseApiConfig, type RunningApi, startApi } from './index';

const SECRET = 'dev-only-a-secret-that-everybody-may-know';
const TOPIC = 'view-marks';

describeIf(kafkaOrReason({ secured: true }))('a Kafka that wants TLS and a login', () => {
  let kafka: RunningKafka;
  let login: Record<string, string>;
  let token: string;
  let api: RunningApi | undefined;

  beforeAll(async () => {
    kafka = await startKafka({ secured: true });
    await kafka.createTopic(TOPIC, { partitions: 1 });
    const { brokers, ca, username, password } = kafka.secured!;
    login = {
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: ca,
      KAFKA_SASL_MECHANISM: 'PLAIN',
      KAFKA_SASL_USERNAME: username,
      KAFKA_SASL_PASSWORD: password,
    };
    const env = { JWT_SECRET: SECRET };
    token = await makeDevelopmentToken({ userId: randomUUID(), minutes: 5, env });
  }, 240_000);

  afterEach(async () => {
    await api?.stop();
    api = undefined;
  });

  afterAll(async () => {
    await kafka.stop();
  });

  /** Starts an API with these variables and posts a mark. */
  async function postWith(change: Record<string, string | undefined>) {
    api = await startApi(
      parseApiConfig({
        API_PORT: '0',
        API_DRAIN_MS: '0',
        API_LOG_LEVEL: 'silent',
        JWT_SECRET: SECRET,
        KAFKA_TOPIC: TOPIC,
        PRODUCE_DEADLINE_MS: '5000',
        ...login,
        ...change,
      }),
    );
    const mark_id = randomUUID();
    const response = await fetch(`${api.url}/api/v1/view-marks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        mark_id,
        film_id: randomUUID(),
        position_s: 1,
        event_time: new Date().toISOString(),
        platform: 'tv',
      }),
    });
    return { mark_id, status: response.status, body: await response.json() };
  }

  async function readiness(): Promise<number> {
    return (await fetch(`${api!.url}/health/ready`)).status;
  }

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
    'gets the marks by %s',
    async (KAFKA_SASL_MECHANISM) => {
      const { mark_id, status } = await postWith({ KAFKA_SASL_MECHANISM });
      expect(status).toBe(202);
      expect(await readiness()).toBe(200);
      const values = (await readTopic(kafka.brokers, TOPIC)).map(({ value }) => value);
      expect(values.filter((value) => value.includes(mark_id))).toHaveLength(1);
    },
  );

  it.each([
    ['a wrong password', { KAFKA_SASL_PASSWORD: 'wrong' }],
    [
      'a wrong password by SCRAM',
      { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_SASL_PASSWORD: 'wrong' },
    ],
    ['no trust in its certificate', { KAFKA_TLS_CA: undefined }],
    ['no TLS', { KAFKA_TLS: 'false', KAFKA_TLS_CA: undefined }],
    [
      'no login',
      {
        KAFKA_SASL_MECHANISM: undefined,
        KAFKA_SASL_USERNAME: undefined,
        KAFKA_SASL_PASSWORD: undefined,
      },
    ],
  ])('is not ready, and a mark gets 503, with %s', async (_, change) => {
    const { mark_id, status, body } = await postWith({ PRODUCE_DEADLINE_MS: '1000', ...change });
    expect([status, body]).toMatchObject([503, { code: 'kafka-unavailable' }]);
    expect(await readiness()).toBe(503);
    const values = (await readTopic(kafka.brokers, TOPIC)).map(({ value }) => value);
    expect(values.filter((value) => value.includes(mark_id))).toEqual([]);
  });
});
