import { Readable } from 'node:stream';
import type vertica from 'vertica-nodejs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVerticaDouble, type VerticaDouble } from '.';
import { connectDriver, disconnectDriver } from './connect-driver';

let double: VerticaDouble;
let one: vertica.Client;
let other: vertica.Client;

beforeEach(async () => {
  double = await startVerticaDouble();
  one = await connectDriver(double, { client_label: 'one' });
  other = await connectDriver(double, { client_label: 'other' });
});

afterEach(async () => {
  await disconnectDriver(one);
  await disconnectDriver(other);
  await double.stop();
});

async function sessions(): Promise<ReadonlyMap<unknown, string>> {
  const { rows } = await other.query('SELECT client_label, session_id FROM v_monitor.sessions');
  return new Map(rows.map(({ client_label, session_id }) => [client_label, String(session_id)]));
}

async function closeOne(): Promise<void> {
  const id = (await sessions()).get('one')!;
  await other.query(`SELECT CLOSE_SESSION('${id}')`);
  await double.sessions[0]!.closed;
}

async function rowsOfT(): Promise<unknown> {
  const { rows } = await other.query('SELECT COUNT(*) AS n FROM t');
  return rows[0]!.n;
}

describe('Sessions', () => {
  it('are listed under the label that the client gave, and under the one it gave last', async () => {
    expect([...(await sessions()).keys()]).toEqual(['one', 'other']);
    const { rows } = await one.query("SELECT SET_CLIENT_LABEL('it''s new')");
    expect(rows).toEqual([{ set_client_label: "client_label set to it's new" }]);
    expect([...(await sessions()).keys()]).toEqual(["it's new", 'other']);
  });

  it('are no longer listed when they have ended', async () => {
    await one.end();
    await double.sessions[0]!.closed;
    expect([...(await sessions()).keys()]).toEqual(['other']);
  });

  it('that do not exist cannot be closed', async () => {
    await expect(other.query("SELECT CLOSE_SESSION('x:0x1')")).rejects.toThrow(
      'Session ID x:0x1 does not exist',
    );
  });

  it('lose their transaction when another closes them', async () => {
    await one.query('CREATE TABLE t (a INT)');
    await one.query('INSERT INTO t VALUES (1)');
    await closeOne();
    expect([...(await sessions()).keys()]).toEqual(['other']);
    expect(await rowsOfT()).toBe(0);
    await expect(one.query('COMMIT')).rejects.toThrow();
  });

  it.each<[string, string, string]>([
    ['a COPY', 'verifiedFiles', 'COPY t FROM LOCAL STDIN'],
    ['an INSERT', 'query', 'INSERT INTO t SELECT 2'],
    ['a COMMIT', 'query', 'COMMIT'],
  ])('are closed amid %s that stalls, which then has no effect', async (_, receive, text) => {
    await one.query('CREATE TABLE t (a INT)');
    await one.query('INSERT INTO t VALUES (1)');
    const stall = double.faults.add({
      at: { receive: receive as 'query' },
      statement: new RegExp(`^${text}`),
      then: 'stall',
    });
    const running = one.query(
      text.startsWith('COPY') ? { text, copyStream: Readable.from([Buffer.from('3\n')]) } : text,
    );
    running.catch(() => undefined);
    await stall.struck;
    await closeOne();
    await expect(running).rejects.toThrow('terminated unexpectedly');
    expect(await rowsOfT()).toBe(0);
  });
});
