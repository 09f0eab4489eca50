import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { viewMarkSchema } from '../marks/wire';
import { describeIf } from '../test-support/skipping';
import { kafkaOrReason, readTopic, type RunningKafka, startKafka } from '../test-support/kafka';
import { MarkRefusedError, type PlayerMark, sendMark } from './client-example';
import { makeDevelopmentToken } from './development-token';
import { parseApiConfig, type RunningApi, startApi } from './index';

const SECRET = 'dev-only-a-secret-that-everybody-may-know';
const TOPIC = `view-marks-${randomUUID()}`;
const ORIGIN = 'https://films.example';

function playerMark(change: Partial<PlayerMark> = {}): PlayerMark {
  return {
    mark_id: randomUUID(),
    film_id: randomUUID(),
    position_s: 61,
    event_time: new Date().toISOString(),
    platform: 'ios',
    ...change,
  };
}

describeIf(kafkaOrReason())('the API in front of a real Kafka', { timeout: 120_000 }, () => {
  const userId = randomUUID();
  let kafka: RunningKafka;
  let api: RunningApi;
  let token: string;

  beforeAll(async () => {
    kafka = await startKafka();
    await kafka.createTopic(TOPIC, { partitions: 3 });
    api = await startApi(
      parseApiConfig({
        API_PORT: '0',
        API_DRAIN_MS: '0',
        API_LOG_LEVEL: 'silent',
        API_CORS_ORIGINS: ORIGIN,
        API_RATE_LIMIT: '50',
        JWT_SECRET: SECRET,
        KAFKA_BROKERS: kafka.brokers.join(','),
        KAFKA_TOPIC: TOPIC,
      }),
    );
    token = await makeDevelopmentToken({ userId, minutes: 5, env: { JWT_SECRET: SECRET } });
  }, 240_000);

  afterAll(async () => {
    await api.stop();
    await kafka.stop();
  });

  async function post(path: string, body: unknown, as = token): Promise<Response> {
    return fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async function recordsOf(markIds: readonly string[]) {
    const records = await readTopic(kafka.brokers, TOPIC);
    return records.filter(({ value }) =>
      markIds.includes((JSON.parse(value) as PlayerMark).mark_id),
    );
  }

  it('puts a mark into Kafka in its canonical form, under the user of the token, before it answers', async () => {
    const mark = playerMark({ event_time: '2026-01-31T23:59:59.999Z' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-02-01T00:00:00Z') });
    const early = await makeDevelopmentToken({ userId, minutes: 5, env: { JWT_SECRET: SECRET } });
    const response = await post('/api/v1/view-marks', mark, early);
    vi.useRealTimers();
    expect([response.status, await response.json()]).toEqual([202, { accepted: true }]);
    const [record, ...more] = await recordsOf([mark.mark_id]);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      key: `${userId}:${mark.film_id}`,
      value: `{"mark_id":"${mark.mark_id}","user_id":"${userId}","film_id":"${mark.film_id}","position_s":61,"event_time":"2026-01-31T23:59:59.999Z","platform":"ios"}`,
    });
  });

  it('accepts the same mark again', async () => {
    const mark = playerMark();
    for (let i = 0; i < 2; i++) {
      expect((await post('/api/v1/view-marks', mark)).status).toBe(202);
    }
    expect((await recordsOf([mark.mark_id])).map(({ key }) => key)).toEqual([
      `${userId}:${mark.film_id}`,
      `${userId}:${mark.film_id}`,
    ]);
  });

  it('keeps the marks of a viewer and film in one partition, in the order in which they were sent', async () => {
    const film_id = randomUUID();
    const marks = Array.from({ length: 5 }, (_, position_s) => playerMark({ film_id, position_s }));
    for (const mark of marks) await sendMark(mark, { url: api.url, token: () => token });
    const records = await recordsOf(marks.map(({ mark_id }) => mark_id));
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(1);
    expect(records.map(({ value }) => viewMarkSchema.parse(JSON.parse(value)).position_s)).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  it('answers a batch mark by mark, and takes the good ones', async () => {
    const good = [playerMark(), playerMark()];
    const far = playerMark({ event_time: '2999-01-01T00:00:00Z' });
    const bad = { ...playerMark(), position_s: -1 };
    const response = await post('/api/v1/view-marks/batch', {
      marks: [good[0], far, bad, good[1], 'no mark'],
    });
    expect([response.status, await response.json()]).toEqual([
      207,
      {
        accepted: 2,
        refused: 3,
        results: [
          { accepted: true },
          {
            accepted: false,
            code: 'event-time-out-of-range',
            detail: "event_time may be at most 300 s ahead of the server's time",
          },
          { accepted: false, code: 'invalid-body', detail: '/position_s must be >= 0' },
          { accepted: true },
          { accepted: false, code: 'invalid-body', detail: 'must be object' },
        ],
      },
    ]);
    const ids = [...good, far, bad].map(({ mark_id }) => mark_id);
    expect(await recordsOf(ids)).toHaveLength(2);
  });

  it('takes a batch of 500 marks whole', async () => {
    const marks = Array.from({ length: 500 }, () => playerMark());
    const response = await post('/api/v1/view-marks/batch', { marks });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ accepted: 500, refused: 0 });
    expect(await recordsOf(marks.map(({ mark_id }) => mark_id))).toHaveLength(500);
  });

  it('refuses a mark from too far ahead or too long ago with 422 and the bound', async () => {
    const response = await post(
      '/api/v1/view-marks',
      playerMark({ event_time: '1999-01-01T00:00:00Z' }),
    );
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { code: 'event-time-out-of-range', detail: 'event_time may be at most 2592000 s old' },
    ]);
  });

  it('tells the client of the example what is wrong with its mark', async () => {
    const sending = sendMark(playerMark({ film_id: 'x' }), { url: api.url, token: () => token });
    await expect(sending).rejects.toBeInstanceOf(MarkRefusedError);
    await expect(sending).rejects.toMatchObject({ status: 400, code: 'invalid-body' });
  });

  it('limits the requests of one user and of no other', async () => {
    const env = { JWT_SECRET: SECRET };
    const eager = await makeDevelopmentToken({ userId: randomUUID(), minutes: 5, env });
    const calm = await makeDevelopmentToken({ userId: randomUUID(), minutes: 5, env });
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let i = 0; i < 51; i++) {
      last = await post('/api/v1/view-marks', playerMark(), eager);
      statuses.push(last.status);
    }
    expect(statuses.slice(0, 50).every((status) => status === 202)).toBe(true);
    expect([last?.status, await last?.json()]).toMatchObject([429, { code: 'rate-limited' }]);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post('/api/v1/view-marks', playerMark(), calm)).status).toBe(202);
  });

  it('answers pages of the configured origins only', async () => {
    const preflight = (origin: string) =>
      fetch(`${api.url}/api/v1/view-marks`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight(ORIGIN);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const other = await preflight('https://evil.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sends security headers with every answer', async () => {
    for (const path of ['/health/live', '/nowhere']) {
      const { headers } = await fetch(`${api.url}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('is live, and ready while Kafka answers', async () => {
    const live = await fetch(`${api.url}/health/live`);
    const ready = await fetch(`${api.url}/health/ready`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('counts requests, marks and produce requests for Prometheus', async () => {
    await post('/api/v1/view-marks', playerMark());
    const text = await (await fetch(`${api.url}/metrics`)).text();
    expect(text).toMatch(/viewmarks_api_marks_total\{outcome="accepted"\} [1-9]/);
    expect(text).toMatch(
      /viewmarks_api_request_seconds_count\{route="\/api\/v1\/view-marks",status="202"\} [1-9]/,
    );
    expect(text).toMatch(/viewmarks_api_produced_marks_total [1-9]/);
    expect(text).toMatch(/viewmarks_api_produce_requests_total [1-9]/);
    expect(text).toMatch(/viewmarks_api_held_bytes 0/);
    expect(text).not.toContain(userId);
  });

  it('describes itself as OpenAPI 3.1 from the schemas by which it judges', async () => {
    const document = (await (await fetch(`${api.url}/docs/json`)).json()) as {
      openapi: string;
      paths: Record<string, { post?: { requestBody: unknown; responses: object } }>;
    };
    expect(document.openapi).toBe('3.1.0');
    const route = document.paths['/api/v1/view-marks']?.post;
    expect(Object.keys(route?.responses ?? {})).toEqual(
      expect.arrayContaining(['202', '400', '401', '413', '415', '422', '429', '503']),
    );
    expect(JSON.stringify(route?.requestBody)).toContain('"additionalProperties":false');
    expect(Object.keys(document.paths)).toContain('/api/v1/view-marks/batch');
    const page = await fetch(`${api.url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('swagger-ui');
  });
});
