/**
 * What the loader works around in vertica-nodejs 1.1.4, each shown on the driver alone. When an
 * update of the driver makes one of these tests fail, its counterpart in the loader may go.
 */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import vertica from 'vertica-nodejs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startVerticaDouble,
  VerticaError,
  type VerticaDouble,
} from '../../test-support/vertica-double';
import { connectDriver } from '../../test-support/vertica-double/connect-driver';

const COPY = 'COPY t FROM LOCAL STDIN NO COMMIT';

describe('The driver', () => {
  let double: VerticaDouble;
  let client: vertica.Client;

  beforeEach(async () => {
    double = await startVerticaDouble();
    client = await connectDriver(double);
    await client.query('CREATE TABLE t (a INT)');
  });

  afterEach(async () => {
    client.connection.stream.destroy();
    await double.stop();
  });

  /** Whether a promise is settled after the server has answered a question of another connection. */
  async function isSettled(promise: Promise<unknown>): Promise<boolean> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    const other = await connectDriver(double);
    await other.query('SELECT 1 AS one');
    await other.end();
    await setImmediate();
    return settled;
  }

  it('answers the query after a failed prepared statement too early and with nothing', async () => {
    const failing = client.query({ name: 'f', text: 'SELECT ?::INT AS a', values: ['x'] });
    await expect(failing).rejects.toMatchObject({ code: '22V02' });
    const results = [];
    for (let i = 0; i < 2; i++) results.push((await client.query('SELECT 1 AS one')).rows);
    expect(results).toContainEqual([]);
  });

  it('never ends a connection that is lost already', async () => {
    double.faults.add({ at: { receive: 'query' }, then: 'cut' });
    await expect(client.query('SELECT 1 AS one')).rejects.toThrow('terminated unexpectedly');
    await expect.poll(() => client.connection.stream.closed).toBe(true);
    expect(await isSettled(client.end())).toBe(false);
  });

  it.each<[string, number[]]>([
    ['a message it does not know', [0x21, 0, 0, 0, 4]],
    ['a way to log in it does not know', [0x52, 0, 0, 0, 8, 0, 0, 0, 7]],
  ])('throws out of the socket’s event when the server sends %s', (_, bytes) => {
    expect(() => client.connection.stream.emit('data', Buffer.from(bytes))).toThrow(/unknown/i);
  });

  it('takes an empty password from the environment', () => {
    process.env.V_PASSWORD = 'secret';
    try {
      expect(new vertica.Client({ password: '' })).toHaveProperty('password', 'secret');
    } finally {
      delete process.env.V_PASSWORD;
    }
  });

  it('lets no other work have its turn while a load’s source has data', async () => {
    const fault = double.faults.add({ at: { receive: 'verifiedFiles' }, then: 'stall' });
    let turnsAtEnd: number | undefined;
    let turns = 0;
    let given = 0;
    const source = new Readable({
      read() {
        given += 1;
        if (given === 1) turns = 0;
        if (given < 200) this.push(Buffer.from('1\n'.repeat(64 * 1024)));
        else {
          turnsAtEnd = turns;
          this.push(null);
        }
      },
    });
    const loading = client.query({ text: COPY, copyStream: source });
    await fault.struck;
    const timer = setInterval(() => (turns += 1), 1);
    fault.release();
    await expect.poll(() => turnsAtEnd).toBe(0);
    clearInterval(timer);
    loading.catch(() => undefined);
  });

  it('waits for ever for a load whose source fails', async () => {
    const source = new Readable({ read: () => undefined });
    source.on('error', () => undefined);
    const loading = client.query({ text: COPY, copyStream: source });
    source.push('1\n');
    await expect.poll(() => double.sessions[0]!.statements.at(-1)).toBe(COPY);
    source.destroy(new Error('disk on fire'));
    expect(await isSettled(loading)).toBe(false);
  });

  it('takes all of a load into memory, however slowly the server reads', async () => {
    const fault = double.faults.add({ at: { copyByte: 1 }, then: 'stall' });
    const megabyte = Buffer.from('1\n'.repeat(512 * 1024));
    const source = Readable.from(Array.from({ length: 24 }, () => megabyte));
    client.query({ text: COPY, copyStream: source }).catch(() => undefined);
    await fault.struck;
    await expect
      .poll(() => client.connection.stream.writableLength)
      .toBeGreaterThan(16 * megabyte.length);
  });

  it('goes on reading the source of a load that the server has refused', async () => {
    double.faults.add({ at: { copyByte: 1 }, then: new VerticaError('53100', 'No space left') });
    let read = 0;
    const source = new Readable({
      read() {
        read += 1;
        this.push(read < 100 ? Buffer.from('1\n'.repeat(64 * 1024)) : null);
      },
    });
    await expect(client.query({ text: COPY, copyStream: source })).rejects.toMatchObject({
      code: '53100',
    });
    await expect.poll(() => read).toBe(100);
  });
});
