import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { kafkaOrReason, readTopic, type RunningKafka, startKafka } from '../test-support/kafka';
import { describeIf } from '../test-support/skipping';
import { type RunningLoad, startLoad } from './benchmarks/load';
import { BENCHMARK_SECRET, madeUpTokens, requestSource } from './benchmarks/made-up-requests';
import { FROM_SOURCE, type ServiceProcess, startApiProcess } from './benchmarks/service-process';

const HOST = '127.0.0.1';

/** The machine may be busy with other suites: what is bounded must stay bounded, with room for that. */
const SLACK_MS = 5_000;

const WAIT = { timeout: 60_000, interval: 50 };

interface Answer {
  readonly id: string;
  readonly status: number;
  readonly latencyMs: number;
}

interface ObservedLoad extends RunningLoad {
  readonly answers: Answer[];
  readonly broken: string[];
  accepted(): readonly string[];
  count(status: number): number;
}

describeIf(kafkaOrReason({ ownBroker: true }))('marks under load', { timeout: 180_000 }, () => {
  let kafka: RunningKafka;
  let tokens: readonly string[];
  let topic: string;

  beforeAll(async () => {
    kafka = await startKafka({ ownBroker: true });
    tokens = await madeUpTokens(50);
  }, 240_000);

  afterAll(async () => {
    await kafka.stop();
  });

  beforeEach(async () => {
    topic = `view-marks-${randomUUID()}`;
    await kafka.createTopic(topic, { partitions: 6 });
  });

  function startApi(env: Record<string, string> = {}): Promise<ServiceProcess> {
    return startApiProcess(FROM_SOURCE, {
      JWT_SECRET: BENCHMARK_SECRET,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC: topic,
      API_RATE_LIMIT: '1000000000',
      ...env,
    });
  }

  function observeLoad(port: number, connections: number): ObservedLoad {
    const answers: Answer[] = [];
    const broken: string[] = [];
    const load = startLoad({
      host: HOST,
      port,
      connections,
      waitAfterFailureMs: 200,
      nextRequest: requestSource({ host: `${HOST}:${port}`, route: 'single', marks: 1 }, tokens),
      onAnswer: (id, status, latencyMs) => {
        answers.push({ id, status, latencyMs });
      },
      onBroken: (id) => {
        broken.push(id);
      },
    });
    return {
      ...load,
      answers,
      broken,
      accepted: () => answers.filter(({ status }) => status === 202).map(({ id }) => id),
      count: (wanted) => answers.filter(({ status }) => status === wanted).length,
    };
  }

  async function atLeast(wanted: number, count: () => number): Promise<void> {
    await vi.waitFor(() => {
      expect(count()).toBeGreaterThanOrEqual(wanted);
    }, WAIT);
  }

  async function marksInKafka(): Promise<ReadonlySet<string>> {
    const records = await readTopic(kafka.brokers, topic);
    return new Set(records.map(({ value }) => (JSON.parse(value) as { mark_id: string }).mark_id));
  }

  async function expectAllKept(accepted: readonly string[]): Promise<void> {
    const kept = await marksInKafka();
    expect(accepted.filter((id) => !kept.has(id))).toEqual([]);
  }

  it('SIGTERM leaves no request without an answer, and every accepted mark is in Kafka', async () => {
    const api = await startApi();
    const load = observeLoad(api.port, 64);
    await atLeast(1_000, () => load.answers.length);
    api.process.kill('SIGTERM');
    await load.ended;
    expect(await api.process.ended).toBe(143);
    expect(load.broken).toEqual([]);
    expect(load.answers.filter(({ status }) => status !== 202)).toEqual([]);
    await expectAllKept(load.accepted());
  });

  it('kill -9 of the API loses no mark that was acknowledged', async () => {
    const api = await startApi();
    const load = observeLoad(api.port, 64);
    await atLeast(1_000, () => load.answers.length);
    api.process.kill('SIGKILL');
    await load.ended;
    expect(load.broken.length).toBeGreaterThan(0);
    await expectAllKept(load.accepted());
  });

  it('kill -9 of Kafka turns into 503 within the deadline, and into 202 again when it is back', async () => {
    const deadlineMs = 1_500;
    const api = await startApi({
      PRODUCE_DEADLINE_MS: String(deadlineMs),
      PRODUCE_ATTEMPT_MS: '500',
    });
    const load = observeLoad(api.port, 32);
    await atLeast(500, () => load.count(202));
    await kafka.kill9();
    await atLeast(64, () => load.count(503));
    const ready = await fetch(`http://${HOST}:${api.port}/health/ready`);
    expect(ready.status).toBe(503);
    await kafka.restart();
    const before = load.count(202);
    await atLeast(before + 500, () => load.count(202));
    await load.stop();
    const log = api.process.lastLines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(log.map(({ msg }) => msg).slice(1)).toEqual([
      'Kafka does not take marks',
      'Kafka takes marks again',
    ]);
    expect(log[1]!.reason).toMatch(/\w/);
    expect(load.answers.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
    const slowest = Math.max(...load.answers.map(({ latencyMs }) => latencyMs));
    expect(slowest).toBeLessThan(deadlineMs + SLACK_MS);
    await expectAllKept(load.accepted());
    api.process.kill('SIGTERM');
    await api.process.ended;
  });

  it('a Kafka that hangs means 503 with Retry-After, at once for what is above the bound on memory', async () => {
    const deadlineMs = 1_500;
    const maxHeldBytes = 65_536;
    const api = await startApi({
      PRODUCE_DEADLINE_MS: String(deadlineMs),
      PRODUCE_ATTEMPT_MS: '500',
      PRODUCE_MAX_HELD_BYTES: String(maxHeldBytes),
    });
    const url = `http://${HOST}:${api.port}`;
    const heldBytes = async (): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^viewmarks_api_held_bytes (\d+)$/m.exec(text)?.[1]);
    };
    const load = observeLoad(api.port, 300);
    await atLeast(500, () => load.count(202));
    await kafka.pause();
    try {
      await atLeast(300, () => load.count(503));
      expect(await heldBytes()).toBeLessThanOrEqual(maxHeldBytes);
      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      const refused = await fetch(`${url}/api/v1/view-marks/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens[0]!}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          marks: Array.from({ length: 200 }, () => ({
            mark_id: randomUUID(),
            film_id: randomUUID(),
            position_s: 1,
            event_time: new Date().toISOString(),
            platform: 'web',
          })),
        }),
      });
      expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'overloaded' }]);
      expect(refused.headers.get('retry-after')).toBe('1');
    } finally {
      await kafka.resume();
    }
    const before = load.count(202);
    await atLeast(before + 500, () => load.count(202));
    await load.stop();
    const slowest = Math.max(...load.answers.map(({ latencyMs }) => latencyMs));
    expect(slowest).toBeLessThan(deadlineMs + SLACK_MS);
    await vi.waitFor(async () => {
      expect(await heldBytes()).toBe(0);
    }, WAIT);
    await expectAllKept(load.accepted());
    api.process.kill('SIGTERM');
    await api.process.ended;
  });
});
