import { Readable } from 'node:stream';
import type vertica from 'vertica-nodejs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startVerticaDouble, type VerticaDouble } from '.';
import { connectDriver } from './connect-driver';

let double: VerticaDouble;
let client: vertica.Client;

beforeAll(async () => {
  double = await startVerticaDouble();
  client = await connectDriver(double);
  await client.query('CREATE TABLE loaded (a INT NOT NULL, s VARCHAR(4), t TIMESTAMP)');
});

beforeEach(() => client.query('TRUNCATE TABLE loaded'));

afterAll(async () => {
  await client.end();
  await double.stop();
});

async function copy(
  data: string | Readable,
  options = '',
  columns = '(a, s)',
): Promise<vertica.QueryResult> {
  return client.query({
    text: `COPY loaded ${columns} FROM LOCAL STDIN ${options}`,
    copyStream: typeof data === 'string' ? Readable.from([Buffer.from(data)]) : data,
  });
}

async function stored(reader = client): Promise<unknown> {
  const { rows } = await reader.query('SELECT a, s FROM loaded ORDER BY a');
  return rows.map((row) => [row.a, row.s]);
}

describe('COPY FROM LOCAL STDIN', () => {
  it('loads rows and answers with their number', async () => {
    const result = await copy('1|a\n2|\n-3|ü\\|b\n');
    expect(result.command).toBe('COPY');
    expect(result.rows).toEqual([{ 'Rows Loaded': 3 }]);
    expect(await stored()).toEqual([
      [-3, 'ü|b'],
      [1, 'a'],
      [2, null],
    ]);
  });

  it('loads nothing from nothing', async () => {
    expect((await copy('')).rows).toEqual([{ 'Rows Loaded': 0 }]);
  });

  it('loads 100,000 rows that come in many pieces, and each of them once', async () => {
    const rows = 100_000;
    const batch = 1_000;
    function* pieces(): Generator<Buffer> {
      for (let first = 0; first < rows; first += batch) {
        const lines = Array.from(
          { length: batch },
          (_, i) => `${first + i}|s${(first + i) % 100}|2026-01-02 03:04:05.678\n`,
        );
        yield Buffer.from(lines.join(''));
      }
    }
    const result = await copy(Readable.from(pieces()), 'ABORT ON ERROR', '');
    expect(result.rows).toEqual([{ 'Rows Loaded': rows }]);
    const { rows: found } = await client.query(
      `SELECT COUNT(*) AS n, COUNT(DISTINCT a) AS d, SUM(a) AS sum, COUNT(DISTINCT s) AS s,
              MIN(t) AS first, MAX(t) AS last FROM loaded`,
    );
    const time = '2026-01-02 03:04:05.678';
    expect(found).toEqual([
      { n: rows, d: rows, sum: (rows * (rows - 1)) / 2, s: 100, first: time, last: time },
    ]);
  });

  it('commits what was open unless it says NO COMMIT', async () => {
    const other = await connectDriver(double);
    await client.query("INSERT INTO loaded VALUES (1, 'x', NULL)");
    await copy('2|a\n', 'NO COMMIT');
    expect(await stored(other)).toEqual([]);
    await copy('3|a\n');
    expect(await stored(other)).toEqual([
      [1, 'x'],
      [2, 'a'],
      [3, 'a'],
    ]);
    await other.end();
  });

  it('is undone with its transaction', async () => {
    await client.query('COMMIT');
    await copy('1|a\n', 'NO COMMIT');
    await client.query('ROLLBACK');
    expect(await stored()).toEqual([]);
  });
});

describe('Records that do not fit', () => {
  it.each([
    ['too few fields', '9'],
    ['too many fields', '9|a|b'],
    ['no number', 'x|a'],
    ['a fraction for an integer', '9.5|a'],
    ['an integer beyond 64 bits', '9223372036854775808|a'],
    ['null for a column that is NOT NULL', '|a'],
  ])('because of %s are rejected, the others loaded', async (_, record) => {
    const result = await copy(`1|a\n${record}\n2|b\n`, 'RETURNREJECTED');
    expect(result.rows).toEqual([{ 'Rows Loaded': 2 }]);
    expect(result.getRejectedRows()).toEqual([2n]);
    expect(await stored()).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('are none when all fit', async () => {
    expect((await copy('1|a\n', 'RETURNREJECTED')).getRejectedRows()).toEqual([]);
  });

  it('because of a timestamp are rejected', async () => {
    const result = await copy(
      '1|2026-02-30 00:00:00\n2|now\n3|2026-02-28 24:61:00\n4|2026-02-28 23:59:59.999\n',
      'RETURNREJECTED',
      '(a, t)',
    );
    expect(result.getRejectedRows()).toEqual([1n, 2n, 3n]);
  });

  it('because of their length are cut, or rejected with ENFORCELENGTH', async () => {
    await copy('1|abcdef\n2|äöü\n');
    expect(await stored()).toEqual([
      [1, 'abcd'],
      [2, 'äö'],
    ]);
    const result = await copy('3|äöü\n4|äö\n', 'ENFORCELENGTH RETURNREJECTED');
    expect(result.getRejectedRows()).toEqual([1n]);
  });

  it.each([
    ['ABORT ON ERROR', '1|a\nx|b\ny|c\n', 2],
    ['ABORT ON ERROR', '1|a\n2\n', 2],
    ['REJECTMAX 2', '1|a\nx|b\ny|c\n', 2],
  ])('make a COPY with %s fail as a whole', async (options, data, record) => {
    await client.query('COMMIT');
    await client.query("INSERT INTO loaded VALUES (7, 'kept', NULL)");
    await expect(copy(data, options)).rejects.toMatchObject({
      code: '22V04',
      severity: 'ERROR',
      message: expect.stringMatching(
        new RegExp(`^COPY: Input record ${record} has been rejected \\(.+\\)$`),
      ) as string,
    });
    expect(await stored()).toEqual([[7, 'kept']]);
    await copy('8|a\n', 'NO COMMIT');
    await client.query('ROLLBACK');
    expect(await stored()).toEqual([]);
  });
});

describe('A COPY that is given up', () => {
  it('by the client loads nothing and leaves the connection usable', async () => {
    const source = new Readable({ read: () => undefined });
    source.push('1|a\n2|b\n');
    const given = copy(source);
    await expect
      .poll(() => double.sessions[0]!.statements.at(-1))
      .toBe('COPY loaded (a, s) FROM LOCAL STDIN');
    client.connection.sendCopyError('marks.tsv', 3, 'read', 'disk on fire');
    await expect(given).rejects.toMatchObject({
      code: '22V23',
      message: 'Client error: disk on fire (in function read() at marks.tsv:3)',
    });
    expect(await stored()).toEqual([]);
  });

  it('because its table does not exist never asks for data', async () => {
    let read = false;
    const source = new Readable({
      read: () => {
        read = true;
      },
    });
    const failing = client.query({ text: 'COPY nope FROM LOCAL STDIN', copyStream: source });
    await expect(failing).rejects.toMatchObject({ code: '42V01' });
    expect(read).toBe(false);
    expect(await stored()).toEqual([]);
  });
});

describe('A sink', () => {
  it('counts the rows of a COPY and of a prepared INSERT and stores none', async () => {
    const sink = await startVerticaDouble({ sink: true });
    const driver = await connectDriver(sink);
    await driver.query('CREATE TABLE t (a INT)');
    const load = (data: string): Promise<vertica.QueryResult> =>
      driver.query({
        text: 'COPY t FROM LOCAL STDIN',
        copyStream: Readable.from([Buffer.from(data)]),
      });
    expect((await load('1\n2\nnot looked at\n')).rows).toEqual([{ 'Rows Loaded': 3 }]);
    expect((await load('1\n2')).rows).toEqual([{ 'Rows Loaded': 2 }]);
    expect((await load('')).rows).toEqual([{ 'Rows Loaded': 0 }]);
    const text = '-- UNION ALL\nINSERT INTO t SELECT ?::INT UNION ALL SELECT ?::INT';
    const inserted = await driver.query({ name: 'two rows', text, values: ['1', '2'] });
    expect(inserted.rows).toEqual([{ OUTPUT: 2 }]);
    expect((await driver.query('SELECT COUNT(*) AS n FROM t')).rows).toEqual([{ n: 0 }]);
    await driver.end();
    await sink.stop();
  });
});
