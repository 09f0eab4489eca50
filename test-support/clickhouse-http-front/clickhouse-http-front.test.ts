import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickHouseFront, startClickHouseFront } from '.';

/** What is refused here is refused on purpose. */
const log = { level: ClickHouseLogLevel.OFF };

describe('The HTTP front over embedded ClickHouse', () => {
  let front: ClickHouseFront;
  let client: ClickHouseClient;

  beforeAll(async () => {
    front = await startClickHouseFront();
    client = createClient({ url: front.url, log });
    await client.command({
      query: 'CREATE TABLE lines (n UInt64, line String) ENGINE = MergeTree ORDER BY n',
    });
  });
  afterAll(async () => {
    await client.close();
    await front.stop();
  });

  async function ask(query: string, options: object = {}): Promise<unknown[]> {
    const answer = await client.query({ query, format: 'JSONCompactEachRow', ...options });
    return answer.json();
  }

  it('answers a ping', async () => {
    expect(await client.ping()).toEqual({ success: true });
  });

  it('keeps data with empty lines whole', async () => {
    const line = 'one\n\nDROP TABLE lines';
    await client.insert({ table: 'lines', values: [{ n: 1, line }], format: 'JSONEachRow' });
    await client.insert({
      table: 'lines',
      values: Readable.from([`2\t"a\n\nb"\n`.replace('\t', ',')], { objectMode: false }),
      format: 'CSV',
    });
    expect(await ask('SELECT n, line FROM lines ORDER BY n')).toEqual([
      [1, line],
      [2, 'a\n\nb'],
    ]);
  });

  it('takes binary data by exec and says how many rows it was', async () => {
    // RowBinary: a UInt64, then a text with its length before it.
    const body = Buffer.from([10, 0, 0, 0, 0, 0, 0, 0, 2, 0x0a, 0x0a]);
    const { stream, summary } = await client.exec({
      query: 'INSERT INTO lines FORMAT RowBinary',
      values: Readable.from([body]),
    });
    expect(await textOf(stream)).toBe('');
    expect(summary?.written_rows).toBe('1');
    expect(await ask('SELECT line FROM lines WHERE n = 10')).toEqual([['\n\n']]);
  });

  it('binds parameters of any text and of arrays', async () => {
    const text = `it's a \\ "tab"\t\n\\N`;
    expect(
      await ask('SELECT {text:String}, {list:Array(String)}, {none:Nullable(String)}', {
        query_params: { text, list: ['a', "b'c"], none: null },
      }),
    ).toEqual([[text, ['a', "b'c"], null]]);
  });

  it('lets settings of one request have no effect on the next', async () => {
    const query = "SELECT getSetting('max_block_size')";
    expect(await ask(query, { clickhouse_settings: { max_block_size: '77' } })).toEqual([[77]]);
    expect(await ask(query)).not.toEqual([[77]]);
  });

  it('works in the database that the request names', async () => {
    await client.command({ query: 'CREATE DATABASE apart' });
    const other = createClient({ url: front.url, database: 'apart' });
    const answer = await other.query({ query: 'SELECT currentDatabase()', format: 'TabSeparated' });
    expect(await answer.text()).toBe('apart\n');
    await other.close();
  });

  it('reports the engine’s exceptions by number and type', async () => {
    await expect(ask('SELECT * FROM nowhere')).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    });
    await expect(ask('SELEKT')).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' });
    await expect(
      ask('SELECT 1', { clickhouse_settings: { no_such_setting: 1 } }),
    ).rejects.toMatchObject({ code: '115' });
    await expect(
      ask('SELECT 1', { clickhouse_settings: { 'max_threads = 1; SET max_block_size': 1 } }),
    ).rejects.toMatchObject({ code: '115' });
  });

  it('refuses a wrong password', async () => {
    const url = new URL(front.url);
    url.password = 'guess';
    const stranger = createClient({ url, log });
    await expect(stranger.command({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' });
    await stranger.close();
  });

  it('understands gzip in both directions', async () => {
    const compressing = createClient({
      url: front.url,
      compression: { request: true, response: true },
    });
    const line = 'x'.repeat(100_000);
    await compressing.insert({
      table: 'lines',
      values: [{ n: 20, line }],
      format: 'JSONEachRow',
    });
    const answer = await compressing.query({
      query: 'SELECT line FROM lines WHERE n = 20',
      format: 'TabSeparated',
    });
    expect(await answer.text()).toBe(`${line}\n`);
    await compressing.close();
  });

  it('answers one request while another is at work', async () => {
    const slow = ask('SELECT sleep(1)');
    let slowIsDone = false;
    void slow.then(() => (slowIsDone = true));
    expect(await ask('SELECT 1')).toEqual([[1]]);
    expect(slowIsDone).toBe(false);
    await slow;
  });

  it('ends a statement whose client went away', async () => {
    const abort = new AbortController();
    const endless = ask(
      "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore('endless', sleep(0.001))",
      { abort_signal: abort.signal },
    );
    const running = async (): Promise<unknown> =>
      (
        await ask(
          "SELECT count() FROM system.processes WHERE query LIKE '%endless%' AND query NOT LIKE '%system.processes%'",
        )
      )[0];
    await expect.poll(running, { timeout: 20_000 }).toEqual([1]);
    abort.abort();
    await expect(endless).rejects.toThrow('aborted');
    await expect.poll(running, { timeout: 20_000 }).toEqual([0]);
  });
});
