import { createClient } from '@clickhouse/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allocateMarkColumns, type MarkColumns } from '../../../marks';
import { buildMarks, uuidOf } from '../../../test-support/build-marks';
import { startTestClickHouse, type TestClickHouse } from '../../../test-support/clickhouse-server';
import { type FaultyProxy, startFaultyProxy } from '../../../test-support/faulty-proxy';
import { openStorage } from '../../open-storage';
import type { Storage } from '../../storage';
import type { StorageErrorCode } from '../../storage-error';
import { MAX_BATCH_ROWS } from '../pinned-settings';

const EVERY_DAY = { from_day: '1970-01-01', to_day: '2105-12-31' };

function series(rows: number): MarkColumns {
  return buildMarks(
    Array.from({ length: rows }, (_, n) => ({
      markId: uuidOf(n),
      userId: uuidOf(1),
      filmId: uuidOf(2),
      positionS: n,
      at: Date.parse('2026-01-01T00:00:00Z') + n * 1000,
      platform: n % 2 === 0 ? 'web' : 'android',
    })),
  );
}

async function countMarks(storage: Storage): Promise<number> {
  const days = await storage.ask('marks-per-day', EVERY_DAY);
  return days.reduce((marks, day) => marks + Number(day.marks), 0);
}

function coded(code: StorageErrorCode, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

describe('ClickHouse over HTTP', () => {
  let clickhouse: TestClickHouse;
  let url: URL;
  /** Straight to the server. */
  let storage: Storage;
  let proxy: FaultyProxy;
  let throughProxy: URL;

  function changed(change: (url: URL) => void, from = url): string {
    const copy = new URL(from);
    change(copy);
    return copy.href;
  }

  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
    url = new URL(await clickhouse.freshUrl());
    proxy = await startFaultyProxy({ host: url.hostname, port: Number(url.port || 8123) });
    throughProxy = new URL(url);
    throughProxy.host = `127.0.0.1:${proxy.port}`;
    storage = await openStorage(url.href);
  });
  beforeEach(async () => {
    proxy.fault = 'none';
    await storage.createSchema();
  });
  afterEach(() => storage.dropSchema());
  afterAll(async () => {
    await storage.close();
    await proxy.stop();
    await clickhouse.stop();
  });

  describe('opening', () => {
    it('shows neither the password nor the options in the identity', async () => {
      const opened = await openStorage(
        changed(({ searchParams }) => {
          searchParams.set('max_open_connections', '2');
        }),
      );
      expect(opened.identity.url).toBe(
        `http://${decodeURIComponent(url.username)}:***@${url.host}${url.pathname}`,
      );
      await opened.close();
    });

    it.each([
      ['max_open_connections', '0', /max_open_connections is "0"/],
      ['request_timeout_ms', 'soon', /request_timeout_ms is "soon"/],
      ['compress', '1', /unknown storage URL option "compress"; write one of request_timeout_ms/],
    ])('refuses the option %s=%s', async (name, value, message) => {
      const wrong = changed(({ searchParams }) => {
        searchParams.set(name, value);
      });
      await expect(openStorage(wrong)).rejects.toEqual(coded('BAD_URL', message));
    });

    it('tells a wrong password, an unknown database and an address without a server apart', async () => {
      const wrongPassword = changed((copy) => (copy.password = 'guess'));
      await expect(openStorage(wrongPassword)).rejects.toEqual(
        coded('UNAUTHENTICATED', /check user and password/),
      );
      const wrongDatabase = changed((copy) => (copy.pathname = '/no_such_database'));
      await expect(openStorage(wrongDatabase)).rejects.toEqual(
        coded('NO_DATABASE', /no_such_database/),
      );
      const gone = await startFaultyProxy({ host: '127.0.0.1', port: 1 });
      await gone.stop();
      for (const host of ['127.0.0.1', 'localhost']) {
        const nobody = changed((copy) => (copy.host = `${host}:${gone.port}`));
        await expect(openStorage(nobody)).rejects.toEqual(coded('UNREACHABLE', /ECONNREFUSED/));
      }
    });

    it('calls a server that hangs up unreachable: nothing was asked of it yet', async () => {
      proxy.fault = 'cut-request';
      await expect(openStorage(throughProxy.href)).rejects.toEqual(coded('UNREACHABLE', /./));
    });
  });

  describe('when the connection breaks', () => {
    let fragile: Storage;

    beforeEach(async () => {
      fragile = await openStorage(throughProxy.href);
    });
    afterEach(() => fragile.close());

    it.each(['native', 'json-each-row'])(
      'after a %s batch took effect, says so, and the same batch sent again is kept once',
      async (format) => {
        const batch = series(2000);
        proxy.fault = 'cut-answer';
        await expect(fragile.insert(batch, { token: 'a', format })).rejects.toEqual(
          coded('CONNECTION_LOST', /./),
        );
        proxy.fault = 'none';
        expect(await countMarks(storage)).toBe(2000);
        await fragile.insert(batch, { token: 'a', format });
        expect(await countMarks(storage)).toBe(2000);
      },
    );

    it('before a batch was read, says that the effect is unknown', async () => {
      proxy.fault = 'cut-request';
      await expect(fragile.insert(series(10), { token: 'a' })).rejects.toEqual(
        coded('CONNECTION_LOST', /./),
      );
      expect(await countMarks(storage)).toBe(0);
    });

    it('says TIMEOUT when no answer comes in time, and the effect is there all the same', async () => {
      const impatient = await openStorage(
        changed(({ searchParams }) => {
          searchParams.set('request_timeout_ms', '1000');
        }, throughProxy),
      );
      proxy.fault = 'hold-answer';
      const late = coded('TIMEOUT', /in time/);
      await Promise.all([
        expect(impatient.insert(series(10), { token: 'a' })).rejects.toEqual(late),
        expect(impatient.ask('most-watched-films')).rejects.toEqual(late),
      ]);
      await expect.poll(() => countMarks(storage), { timeout: 20_000 }).toBe(10);
      await impatient.close();
    });

    it('works on afterwards', async () => {
      proxy.fault = 'cut-answer';
      await expect(fragile.ask('most-watched-films')).rejects.toEqual(
        coded('CONNECTION_LOST', /./),
      );
      proxy.fault = 'none';
      await fragile.insert(series(5), { token: 'a' });
      expect(await countMarks(fragile)).toBe(5);
    });
  });

  it('knows a token again whatever format the batch comes in', async () => {
    await storage.insert(series(50), { token: 'a', format: 'native' });
    await storage.insert(series(50), { token: 'a', format: 'json-each-row' });
    expect(await countMarks(storage)).toBe(50);
  });

  it('stores the largest batch of one month as one part, so whole or not at all', async () => {
    const client = createClient({ url });
    await client.command({ query: 'SYSTEM STOP MERGES view_marks' });
    await storage.insert(allocateMarkColumns(MAX_BATCH_ROWS), { token: 'a' });
    const parts = await client.query({
      query:
        "SELECT rows FROM system.parts WHERE active AND database = currentDatabase() AND table = 'view_marks'",
      format: 'TabSeparated',
    });
    expect(await parts.text()).toBe(`${MAX_BATCH_ROWS}\n`);
    await client.close();
  });

  it('frees its connections: more batches than it may open follow one another', async () => {
    const narrow = await openStorage(
      changed(({ searchParams }) => {
        searchParams.set('max_open_connections', '1');
      }),
    );
    for (let batch = 0; batch < 5; batch++) {
      await narrow.insert(series(10), { token: `batch ${batch}` });
    }
    expect(await countMarks(narrow)).toBe(50);
    await narrow.close();
  });
});
