import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../test-support/kafka/free-ports';
import { type LeashedProcess, startLeashed } from '../test-support/leashed-process';
import { RecordingProducer } from '../test-support/recording-producer';
import { describeIf } from '../test-support/skipping';
import { createTokenVerifier } from './auth';
import { buildApp, KEEP_ALIVE_MS, MAX_HEADER_BYTES } from './build-app';
import { parseApiConfig } from './config';
import { makeDevelopmentToken } from './development-token';
import { BATCH_BODY_LIMIT_BYTES } from './routes';

const CONF = readFileSync(join(__dirname, '..', 'deploy', 'nginx', 'nginx.conf'), 'utf8');
const SECRET = 'dev-only-a-secret-that-everybody-may-know';
const CONFIG = parseApiConfig({
  KAFKA_BROKERS: '127.0.0.1:1',
  JWT_SECRET: SECRET,
  API_LOG_LEVEL: 'silent',
  API_TRUST_PROXY: 'true',
});

/** The only value of a directive; the named upstream's when it is given. */
function directive(name: string, within = CONF): string {
  const values = [...within.matchAll(new RegExp(`^\\s*${name}\\s+([^;]+);`, 'gm'))];
  expect(values).toHaveLength(1);
  return values[0]![1]!;
}

const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1]);

describe('the limits of the load balancer', () => {
  const upstream = /upstream api \{[^}]*\}/.exec(CONF)![0];

  it('let through exactly the bodies that the API takes', () => {
    expect(Number(directive('client_max_body_size'))).toBe(BATCH_BODY_LIMIT_BYTES);
  });

  it('let through headers of the size that the API takes', () => {
    expect(directive('large_client_header_buffers')).toBe(`4 ${MAX_HEADER_BYTES / 1024}k`);
  });

  it('close an idle connection before the API does', () => {
    expect(seconds(directive('keepalive_timeout', upstream)) * 1000).toBeLessThan(KEEP_ALIVE_MS);
  });

  it('wait longer for an answer than the API waits for Kafka', () => {
    const waitMs = seconds(directive('proxy_read_timeout')) * 1000;
    expect(waitMs).toBeGreaterThan(CONFIG.produce.deadlineMs + 1_000);
  });

  it('give a body the same time to arrive', () => {
    expect(seconds(directive('client_body_timeout')) * 1000).toBe(CONFIG.http.bodyTimeoutMs);
  });
});

const hasNginx = spawnSync('nginx', ['-v']).status === 0 || 'nginx is not installed';

describeIf(hasNginx)('the API behind nginx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewmarks-nginx-'));
  const started: LeashedProcess[] = [];
  const recorder = new RecordingProducer();
  let app: FastifyInstance;
  let token: string;

  beforeAll(async () => {
    const verifyToken = await createTokenVerifier(CONFIG.tokens);
    app = await buildApp(CONFIG, { producer: recorder, verifyToken });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const env = { JWT_SECRET: SECRET };
    token = await makeDevelopmentToken({ userId: randomUUID(), minutes: 5, env });
  });

  afterAll(async () => {
    for (const nginx of started) nginx.kill('SIGTERM');
    await Promise.all(started.map(({ ended }) => ended));
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

  /** The committed file with this run's addresses and files. */
  function confFor(upstreamPort: number, port: number): string {
    const file = join(folder, `${port}.conf`);
    const text = CONF.replace('server api:8080 ', `server 127.0.0.1:${upstreamPort} `)
      .replace('listen 8080 ', `listen 127.0.0.1:${port} `)
      .replaceAll('/tmp/nginx', join(folder, String(port)));
    writeFileSync(file, text);
    return file;
  }

  async function startNginx(upstreamPort: number): Promise<string> {
    const [port = 0] = await freePorts(1);
    const conf = confFor(upstreamPort, port);
    // One process, so that none of its workers can outlive it.
    const global = 'daemon off; master_process off;';
    const args = ['-p', folder, '-c', conf, '-e', 'stderr', '-g', global];
    // It prints nothing when it is ready, so the script that starts it says when it begins.
    const nginx = await startLeashed('sh', ['-c', 'echo begins; exec nginx "$@"', 'sh', ...args], {
      readyLine: /^begins$/,
    });
    started.push(nginx);
    const url = `http://127.0.0.1:${port}`;
    await vi.waitFor(() => fetch(url), { timeout: 20_000, interval: 50 });
    return url;
  }

  function post(url: string, body: string, headers: Record<string, string> = {}) {
    return fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...headers,
      },
      body,
    });
  }

  it('is configured by a file that nginx itself finds valid', () => {
    const conf = confFor(1, 2);
    const checked = spawnSync('nginx', ['-t', '-p', folder, '-c', conf, '-e', 'stderr'], {
      encoding: 'utf8',
    });
    expect(checked.stderr).toContain('test is successful');
    expect(checked.stderr).not.toContain('[warn]');
  });

  it('takes a mark and a batch of the greatest size, and nothing above it', async () => {
    const url = await startNginx(portOf(app.server));
    const mark = JSON.stringify({
      mark_id: randomUUID(),
      film_id: randomUUID(),
      position_s: 1,
      event_time: new Date().toISOString(),
      platform: 'tv',
    });
    const single = await post(`${url}/api/v1/view-marks`, mark);
    expect([single.status, await single.json()]).toEqual([202, { accepted: true }]);
    const batch = `{"marks":[${mark}]}`.padEnd(BATCH_BODY_LIMIT_BYTES);
    expect((await post(`${url}/api/v1/view-marks/batch`, batch)).status).toBe(202);
    const larger = await post(`${url}/api/v1/view-marks/batch`, `${batch} `);
    expect([larger.status, await larger.json()]).toMatchObject([413, { code: 'body-too-large' }]);
    expect(larger.headers.get('content-type')).toBe('application/problem+json');
    expect(recorder.messages).toHaveLength(2);
  });

  it('does not show its metrics outside', async () => {
    const url = await startNginx(portOf(app.server));
    const outside = await fetch(`${url}/metrics`);
    expect([outside.status, await outside.json()]).toMatchObject([404, { code: 'not-found' }]);
    const inside = await fetch(`http://127.0.0.1:${portOf(app.server)}/metrics`);
    expect(inside.status).toBe(200);
  });

  it('hears the address of the client from nginx, whatever the client claims', async () => {
    let seen: IncomingHttpHeaders = {};
    const echo = createServer((request, response) => {
      seen = request.headers;
      response.end();
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const url = await startNginx(portOf(echo));
    await post(`${url}/api/v1/view-marks`, '{}', {
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-proto': 'gopher',
    });
    expect(seen['x-forwarded-for']).toBe('127.0.0.1');
    expect(seen['x-forwarded-proto']).toBe('http');
    expect(seen.authorization).toBe(`Bearer ${token}`);
    echo.closeAllConnections();
    echo.close();
  });

  it('is missed with 503 and Retry-After while no instance answers', async () => {
    const url = await startNginx(1);
    const response = await post(`${url}/api/v1/view-marks`, '{}');
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { code: 'shutting-down' },
    ]);
    expect(response.headers.get('retry-after')).toBe('1');
  });
});
