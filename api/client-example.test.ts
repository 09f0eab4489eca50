import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type PlayerMark, sendMark } from './client-example';

const MARK: PlayerMark = {
  mark_id: '01234567-89ab-4def-8123-456789abcdef',
  film_id: '11111111-2222-4333-8444-555555555555',
  position_s: 61,
  event_time: '2026-01-31T23:59:59.999Z',
  platform: 'web',
};

describe('the client of the example', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** An API that answers in turn with the given statuses and counts what it got. */
  async function apiThatAnswers(statuses: readonly number[]) {
    const bodies: string[] = [];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const status = statuses[Math.min(bodies.length, statuses.length - 1)]!;
        bodies.push(body);
        response.writeHead(status, { 'retry-after': '0' });
        response.end(JSON.stringify({ code: 'invalid-body', title: 'no' }));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { bodies, options: { url: `http://127.0.0.1:${port}`, token: () => 'a.b.c' } };
  }

  it('sends the same mark again after 503 and 429, until it is taken', async () => {
    const { bodies, options } = await apiThatAnswers([503, 429, 202]);
    await sendMark(MARK, options);
    expect(bodies).toEqual(Array.from({ length: 3 }, () => JSON.stringify(MARK)));
  });

  it('gives up after its number of tries', async () => {
    const { bodies, options } = await apiThatAnswers([503]);
    await expect(sendMark(MARK, { ...options, maxTries: 2 })).rejects.toThrow('in 2 tries');
    expect(bodies).toHaveLength(2);
  });

  it('does not send a refused mark again', async () => {
    const { bodies, options } = await apiThatAnswers([400]);
    await expect(sendMark(MARK, options)).rejects.toMatchObject({ code: 'invalid-body' });
    expect(bodies).toHaveLength(1);
  });
});
