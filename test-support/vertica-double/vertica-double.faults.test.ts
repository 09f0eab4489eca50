import { Readable } from 'node:stream';
import type vertica from 'vertica-nodejs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultRule, startVerticaDouble, VerticaError, type VerticaDouble } from '.';
import { connectDriver, disconnectDriver } from './connect-driver';

let double: VerticaDouble;
let client: vertica.Client;

beforeEach(async () => {
  double = await startVerticaDouble();
  client = await connectDriver(double);
  await client.query('CREATE TABLE kept (a INT)');
});

afterEach(async () => {
  await disconnectDriver(client);
  await double.stop();
});

async function kept(): Promise<unknown> {
  const reader = await connectDriver(double);
  const { rows } = await reader.query('SELECT a FROM kept ORDER BY a');
  await reader.end();
  return rows.map((row) => row.a);
}

function load(lines: number): Promise<vertica.QueryResult> {
  const line = Buffer.from('1\n'.repeat(1000));
  const pieces = Array.from({ length: lines / 1000 }, () => line);
  return client.query({ text: 'COPY kept FROM LOCAL STDIN', copyStream: Readable.from(pieces) });
}

const LOST = 'Connection terminated unexpectedly';

describe.each(['cut', 'reset'] as const)('A connection that is %s', (then) => {
  it.each<[string, FaultRule['at'], readonly number[]]>([
    ['before a COMMIT arrives leaves nothing', { receive: 'query' }, []],
    ['before the COMMIT is answered leaves everything', { send: 'commandComplete' }, [1]],
  ])('%s', async (_, at, expected) => {
    await client.query('INSERT INTO kept VALUES (1)');
    const fault = double.faults.add({ at, statement: /^COMMIT/, then });
    await expect(client.query('COMMIT')).rejects.toThrow(then === 'cut' ? LOST : /./);
    await fault.struck;
    await double.sessions[0]!.closed;
    expect(await kept()).toEqual(expected);
  });

  it('amid a load leaves nothing of it', async () => {
    const fault = double.faults.add({ at: { copyByte: 150_000 }, then });
    await expect(load(200_000)).rejects.toThrow();
    await fault.struck;
    await double.sessions[0]!.closed;
    expect(await kept()).toEqual([]);
  });
});

describe('A connection', () => {
  it.each<[string, FaultRule['at']]>([
    ['while it opens', { receive: 'startup' }],
    ['when the password arrives', { receive: 'password' }],
    ['before it is ready', { send: 'readyForQuery' }],
  ])('can be cut %s', async (_, at) => {
    double.faults.add({ at, then: 'cut' });
    await expect(connectDriver(double)).rejects.toThrow(LOST);
  });

  it('can be cut at any message of a prepared statement', async () => {
    const messages = ['parse', 'describe', 'bind', 'execute', 'sync'] as const;
    for (const receive of messages) {
      const victim = await connectDriver(double);
      const fault = double.faults.add({ at: { receive }, then: 'cut' });
      const query = victim.query({ name: 'q', text: 'SELECT ?::INT AS a', values: [1] });
      await expect(query, receive).rejects.toThrow(LOST);
      await fault.struck;
    }
  });

  it('can be cut when the load’s count was sent and its end was not', async () => {
    const fault = double.faults.add({
      at: { send: 'readyForQuery' },
      statement: /^COPY/,
      then: 'cut',
    });
    await expect(load(1000)).rejects.toThrow(LOST);
    await fault.struck;
    expect(await kept()).toHaveLength(1000);
  });
});

describe('An error on order', () => {
  const outOfDisk = new VerticaError('53100', 'No space left on device');

  it('answers a query instead of its effect, and the connection stays usable', async () => {
    double.faults.add({ at: { receive: 'query' }, statement: /^INSERT/, then: outOfDisk });
    await expect(client.query('INSERT INTO kept VALUES (1)')).rejects.toMatchObject({
      code: '53100',
      severity: 'ERROR',
    });
    await client.query('INSERT INTO kept VALUES (2)');
    await client.query('COMMIT');
    expect(await kept()).toEqual([2]);
  });

  it('amid a load undoes the load, and the connection stays usable', async () => {
    const fault = double.faults.add({ at: { copyByte: 100_000 }, then: outOfDisk });
    await expect(load(200_000)).rejects.toMatchObject({ code: '53100' });
    await fault.struck;
    expect((await client.query('SELECT COUNT(*) AS n FROM kept')).rows).toEqual([{ n: 0 }]);
  });

  it('at the commit with the severity ROLLBACK undoes the transaction', async () => {
    await client.query('INSERT INTO kept VALUES (1)');
    const then = new VerticaError('40V01', 'Commit failed', { severity: 'ROLLBACK' });
    double.faults.add({ at: { receive: 'query' }, statement: /^COMMIT/, then });
    await expect(client.query('COMMIT')).rejects.toMatchObject({ severity: 'ROLLBACK' });
    await client.query('COMMIT');
    expect(await kept()).toEqual([]);
  });

  it('with the severity FATAL ends the session', async () => {
    const then = new VerticaError('57V01', 'Shutting down', { severity: 'FATAL' });
    double.faults.add({ at: { receive: 'query' }, then });
    await expect(client.query('SELECT 1 AS a')).rejects.toMatchObject({ code: '57V01' });
    await double.sessions[0]!.closed;
  });

  it('cannot be given where a message is sent', () => {
    expect(() => double.faults.add({ at: { send: 'readyForQuery' }, then: outOfDisk })).toThrow(
      RangeError,
    );
  });
});

describe('A stall', () => {
  it('holds the answer back until it is released', async () => {
    const fault = double.faults.add({ at: { receive: 'query' }, then: 'stall' });
    let answered = false;
    const query = client.query('SELECT 1 AS a').then((result) => {
      answered = true;
      return result.rows;
    });
    await fault.struck;
    expect(answered).toBe(false);
    fault.release();
    expect(await query).toEqual([{ a: 1 }]);
  });

  it('does not keep the double from stopping', async () => {
    const fault = double.faults.add({ at: { receive: 'query' }, then: 'stall' });
    const query = client.query('SELECT 1 AS a');
    await fault.struck;
    const lost = expect(query).rejects.toThrow();
    await double.stop();
    await lost;
    double = await startVerticaDouble();
  });

  it('of a load stops the reading, so that the client’s socket fills up', async () => {
    const fault = double.faults.add({ at: { copyByte: 1 }, then: 'stall' });
    const source = new Readable({ read: () => undefined });
    const loading = client.query({ text: 'COPY kept FROM LOCAL STDIN', copyStream: source });
    const megabytes = 32;
    for (let i = 0; i < megabytes; i++) source.push(Buffer.from('1\n'.repeat(512 * 1024)));
    await fault.struck;
    await expect.poll(() => client.connection.stream.writableLength).toBeGreaterThan(1024 * 1024);
    const lost = expect(loading).rejects.toThrow();
    double.faults.add({ at: { copyByte: 1 }, then: 'reset' });
    fault.release();
    await lost;
  });
});

describe('A rule', () => {
  it('strikes once, at its occurrence, within its statement', async () => {
    double.faults.add({
      at: { receive: 'query' },
      occurrence: 2,
      statement: /two/,
      then: new VerticaError('XXXXX', 'struck'),
    });
    const outcome = (text: string): Promise<string> =>
      client.query(text).then(
        () => 'done',
        (error: unknown) => (error as Error).message,
      );
    const outcomes: string[] = [];
    for (const text of [
      'SELECT 2 AS two',
      'SELECT 1 AS one',
      'SELECT 2 AS two',
      'SELECT 2 AS two',
    ]) {
      outcomes.push(await outcome(text));
    }
    expect(outcomes).toEqual(['done', 'done', 'struck', 'done']);
  });

  it('is dropped by clear', async () => {
    double.faults.add({ at: { receive: 'query' }, then: 'cut' });
    double.faults.clear();
    expect((await client.query('SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
  });
});
