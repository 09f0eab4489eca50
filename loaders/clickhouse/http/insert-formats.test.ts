import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNative } from '../../../marks';
import { buildMarks, uuidOf } from '../../../test-support/build-marks';
import { insertByJsonEachRow } from './insert-json-each-row';
import { insertByNative } from './insert-native';

/** Positions of one and of ten digits, every platform, and enough rows for several chunks. */
const BATCH = buildMarks(
  Array.from({ length: 40_000 }, (_, n) => ({
    userId: uuidOf(n),
    filmId: uuidOf(2),
    positionS: n % 2 === 0 ? n % 10 : 2 ** 32 - 1 - n,
    at: Date.UTC(1970, 0, 1) + n,
    platform: (['web', 'ios', 'android', 'tv'] as const)[n % 4]!,
  })),
);

/** What leaves the client is looked at here; that ClickHouse takes it is the contract suite's. */
describe('What is sent', () => {
  let server: Server;
  let client: ClickHouseClient;
  let received: { readonly query: string | null; readonly token: string | null; body: Buffer };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url!, 'http://server');
      void buffer(request).then((body) => {
        received = {
          query: searchParams.get('query'),
          token: searchParams.get('insert_deduplication_token'),
          body,
        };
        response.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  afterAll(async () => {
    await client.close();
    server.close();
  });

  const settings = { insert_deduplication_token: 'a' };

  it('as native is the encoded block, byte by byte', async () => {
    const { wireBytes } = await insertByNative({ client, settings }, BATCH);
    expect(received.query).toMatch(/^INSERT INTO view_marks FORMAT Native$/);
    expect(received.token).toBe('a');
    expect(received.body.equals(encodeNative(BATCH))).toBe(true);
    expect(wireBytes).toBe(received.body.length);
  });

  it('as json-each-row is as long as the receipt says', async () => {
    const { wireBytes } = await insertByJsonEachRow({ client, settings }, BATCH);
    expect(received.token).toBe('a');
    const lines = received.body.toString('utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(BATCH.rows);
    expect(JSON.parse(lines[3]!)).toEqual({
      mark_id: uuidOf(3),
      user_id: uuidOf(3),
      film_id: uuidOf(2),
      position_s: 2 ** 32 - 4,
      event_time: '1970-01-01T00:00:00.003Z',
      platform: 'tv',
    });
    expect(wireBytes).toBe(received.body.length);
  });
});
