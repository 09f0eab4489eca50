import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startVerticaDouble,
  type VerticaDouble,
  type VerticaDoubleOptions,
} from '../../test-support/vertica-double';
import { parseStorageUrl } from '../storage-url';
import { connect, type VerticaUrl } from './connect';
import type { VerticaConnection } from './connection';
import { load } from './load';
import { parseUrlOptions } from './url-options';

const COPY = "COPY t FROM LOCAL STDIN DELIMITER '|' RETURNREJECTED NO COMMIT";

let double: VerticaDouble;
let connection: VerticaConnection;

async function start(options?: VerticaDoubleOptions): Promise<void> {
  double = await startVerticaDouble(options);
  connection = await connect({
    url: parseStorageUrl(double.url) as VerticaUrl,
    options: parseUrlOptions({}),
  });
  await connection.run('CREATE TABLE t (a INT)');
}

async function stop(): Promise<void> {
  await connection.close();
  await double.stop();
}

async function restart(options: VerticaDoubleOptions): Promise<void> {
  await stop();
  await start(options);
}

beforeEach(() => start());
afterEach(stop);

const lines = (...texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text));

describe('A load', () => {
  it('whose source fails fails with that error, and leaves the connection usable', async () => {
    function* failing(): Generator<Buffer> {
      yield Buffer.from('1\n');
      throw new RangeError('disk on fire');
    }
    await expect(connection.copy(COPY, failing())).rejects.toThrow(new RangeError('disk on fire'));
    expect(connection.isUsable).toBe(true);
    expect(await connection.copy(COPY, lines('2\n'))).toMatchObject({ rowsLoaded: 1 });
  });

  it('counts the rows that the server rejects and names them', async () => {
    const data = lines('1\nx\n', '3\n4|5\n', ...Array.from({ length: 10 }, () => 'y\n'));
    expect(await connection.copy(COPY, data)).toEqual({
      rowsLoaded: 2,
      rejectedRows: [2n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n, 13n, 14n],
    });
    await expect(load(connection, COPY, 14, data)).rejects.toMatchObject({
      code: 'BAD_BATCH',
      message: 'vertica: the server rejected 12 of 14 rows (2, 4, 5, 6, 7, 8, 9, 10, 11, 12, ...)',
    });
  });

  it('that loads another number of rows than it was given is an error', async () => {
    await expect(load(connection, COPY, 3, lines('1\n2\n'))).rejects.toMatchObject({
      code: 'ENGINE',
      message: 'vertica: the server loaded 2 of 3 rows and rejected none',
    });
  });

  it('asks for data no faster than the server takes them, and lets other work have its turn', async () => {
    await restart({ sink: true });
    const stall = double.faults.add({ at: { copyByte: 1 }, then: 'stall' });
    const chunk = Buffer.from('1\n'.repeat(128 * 1024));
    let asked = 0;
    function* data(): Generator<Buffer> {
      for (; asked < 200; asked++) yield chunk;
    }
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const loading = connection.copy(COPY, data());
    await stall.struck;
    // What fits into the sockets' buffers on both sides is asked for, and then no more.
    let last = -1;
    await expect
      .poll(
        () => {
          const stands = asked === last;
          last = asked;
          return stands;
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(last * chunk.length).toBeLessThan(24 * 1024 * 1024);
    turns = 0;
    stall.release();
    expect(await loading).toMatchObject({ rowsLoaded: 200 * 128 * 1024 });
    expect(turns).toBeGreaterThan(3);
    clearInterval(timer);
  });
});
