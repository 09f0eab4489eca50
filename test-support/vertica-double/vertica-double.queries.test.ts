import vertica from 'vertica-nodejs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startVerticaDouble, type VerticaDouble } from '.';
import { connectDriver } from './connect-driver';

let double: VerticaDouble;
let client: vertica.Client;

beforeAll(async () => {
  double = await startVerticaDouble();
  client = await connectDriver(double);
});

afterAll(async () => {
  await client.end();
  await double.stop();
});

const preparedNames = new Map<string, string>();

/** Names statements one by one, because the driver never closes one that has no name. */
function nameOf(text: string): string {
  const name = preparedNames.get(text) ?? `statement${preparedNames.size}`;
  preparedNames.set(text, name);
  return name;
}

async function rows(text: string, values?: readonly vertica.Parameter[]): Promise<unknown> {
  return (await client.query(values ? { text, values, name: nameOf(text) } : text)).rows;
}

async function failure(query: Promise<unknown>): Promise<vertica.DatabaseError> {
  return query.then(
    () => {
      throw new Error('the query succeeded');
    },
    (error: unknown) => error as vertica.DatabaseError,
  );
}

const TYPED = {
  i: -(2 ** 53 - 1),
  n: '12345678901234567.89',
  u: '0198c0de-0000-7000-8000-00000000000a',
  ts: '2105-12-31 23:59:59.999',
  d: '1970-01-01',
  s: "it's |ü|\n",
  b: true,
  f: 0.1,
};

describe('Types', () => {
  beforeAll(async () => {
    await client.query(
      `CREATE TABLE typed (i INT, n NUMERIC(20, 2), u UUID, ts TIMESTAMP, d DATE,
                           s VARCHAR(80), b BOOLEAN, f FLOAT)`,
    );
  });

  beforeEach(async () => {
    await client.query('DELETE FROM typed');
  });

  it('come back as they went in through a prepared statement', async () => {
    const values = Object.values(TYPED);
    await rows('INSERT INTO typed VALUES (?, ?, ?, ?, ?, ?, ?, ?)', values);
    expect(await rows('SELECT * FROM typed')).toEqual([TYPED]);
    expect(
      await rows(
        'SELECT * FROM typed WHERE i = ? AND n = ? AND u = ? AND ts = ? AND d = ? AND s = ? AND b = ? AND f = ?',
        values,
      ),
    ).toEqual([TYPED]);
  });

  it('come back as they went in through a simple query', async () => {
    await client.query(
      `INSERT INTO typed VALUES (-9007199254740991, 12345678901234567.89,
         '0198c0de-0000-7000-8000-00000000000a', '2105-12-31 23:59:59.999', '1970-01-01',
         'it''s |ü|\n', TRUE, 0.1)`,
    );
    expect(await rows('SELECT * FROM typed')).toEqual([TYPED]);
  });

  it('may all be null', async () => {
    const nulls = Object.values(TYPED).map(() => null);
    await rows('INSERT INTO typed VALUES (?, ?, ?, ?, ?, ?, ?, ?)', nulls);
    const [row] = (await rows('SELECT * FROM typed')) as Record<string, unknown>[];
    expect(Object.values(row!)).toEqual(nulls);
  });

  it('are announced by Vertica’s type numbers', async () => {
    const { fields } = await client.query('SELECT * FROM typed');
    expect(fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([
      ['i', 6],
      ['n', 16],
      ['u', 20],
      ['ts', 12],
      ['d', 10],
      ['s', 9],
      ['b', 5],
      ['f', 7],
    ]);
  });

  it('show a double with 15 digits, as Vertica does', async () => {
    expect(await rows('SELECT 1::FLOAT / 3::FLOAT AS third')).toEqual([
      { third: 0.333333333333333 },
    ]);
  });

  it('of parameters that nothing tells are refused', async () => {
    const error = await failure(rows('SELECT ? AS x', [1]));
    expect(error.code).toBe('42P18');
  });
});

describe('Results', () => {
  it('of a write are its number of rows', async () => {
    await client.query('CREATE TABLE written (a INT)');
    expect(await rows('INSERT INTO written SELECT 1 UNION ALL SELECT 2')).toEqual([{ OUTPUT: 2 }]);
    expect(
      await rows(
        'INSERT INTO written SELECT ?::INT UNION ALL SELECT ?::INT UNION ALL SELECT ?::INT',
        [3, 4, 5],
      ),
    ).toEqual([{ OUTPUT: 3 }]);
    expect(await rows('UPDATE written SET a = 9 WHERE a > 2')).toEqual([{ OUTPUT: 3 }]);
    expect(await rows('DELETE FROM written WHERE a = ?', [9])).toEqual([{ OUTPUT: 3 }]);
    await client.query('TRUNCATE TABLE written');
    expect(await rows('SELECT COUNT(*) FROM written')).toEqual([{ count: 0 }]);
  });

  it('of several statements are several', async () => {
    const results = (await client.query(
      "SELECT 1 AS a; SELECT 'x' AS b",
    )) as unknown as vertica.QueryResult[];
    expect(results.map(({ rows: ofOne }) => ofOne)).toEqual([[{ a: 1 }], [{ b: 'x' }]]);
  });

  it('of nothing are nothing', async () => {
    expect(await rows(' -- nothing')).toEqual([]);
  });

  it('of many rows arrive in full', async () => {
    await client.query('CREATE TABLE digits (d INT)');
    const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit}`);
    await client.query(`INSERT INTO digits ${digits.join(' UNION ALL ')}`);
    const { rows: all } = await client.query(
      `SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n
       FROM digits a, digits b, digits c, digits e ORDER BY n`,
    );
    expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });

  it('of a named statement come again without preparing it again', async () => {
    const again = { name: 'again', text: 'SELECT ?::INT AS a' };
    expect((await client.query({ ...again, values: [1] })).rows).toEqual([{ a: 1 }]);
    expect((await client.query({ ...again, values: [2] })).rows).toEqual([{ a: 2 }]);
  });
});

describe('Errors', () => {
  beforeAll(async () => {
    await client.query('CREATE TABLE checked (k INT PRIMARY KEY ENABLED, s VARCHAR(3) NOT NULL)');
  });

  it.each([
    ['SELECT * FROM nope', '42V01', 'Relation "nope" does not exist'],
    ['SELECT nope FROM checked', '42703', 'Column "nope" does not exist'],
    ['SELECT k FROM checked WHERE', '42601', 'Syntax error at or near "EOL"'],
    ["SELECT 'x'::INT", '22V02', expect.stringContaining("'x'")],
    ["INSERT INTO checked VALUES (1, 'long')", '22001', expect.stringContaining('Varchar(3)')],
    [
      'INSERT INTO checked VALUES (1, NULL)',
      '22004',
      expect.stringContaining('NOT NULL column (s)'),
    ],
    [
      'SELECT 9223372036854775807 + k FROM checked GROUP BY k HAVING nope(k)',
      '0A000',
      expect.stringContaining('NOPE'),
    ],
  ])('of %s have SQLSTATE %s and leave the connection usable', async (text, code, message) => {
    const error = await failure(client.query(text));
    expect(error).toMatchObject({ code, message, severity: 'ERROR' });
    expect(await rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each([
    ['SELECT * FROM nope WHERE a = ?', '42V01'],
    ['SELECT k FROM checked WHERE k = ? AND', '42601'],
    ['SELECT 1; SELECT ?', '42601'],
    ['COPY checked FROM LOCAL STDIN', '0A000'],
  ])('of preparing %s have SQLSTATE %s and leave the connection usable', async (text, code) => {
    expect(await failure(client.query({ text, name: nameOf(text), values: [1] }))).toMatchObject({
      code,
    });
    expect(await rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('of DDL have the severity ROLLBACK', async () => {
    expect(await failure(client.query('CREATE TABLE checked (a INT)'))).toMatchObject({
      code: '42710',
      severity: 'ROLLBACK',
    });
    expect(await failure(client.query('DROP TABLE nope'))).toMatchObject({
      code: '42V01',
      severity: 'ROLLBACK',
    });
    await client.query('CREATE TABLE IF NOT EXISTS checked (a INT)');
    await client.query('DROP TABLE IF EXISTS nope');
  });

  it('of an enabled key name key and value', async () => {
    await client.query("INSERT INTO checked VALUES (7, 'a')");
    expect(await failure(client.query("INSERT INTO checked VALUES (7, 'b')"))).toMatchObject({
      code: '23505',
      message: expect.stringMatching(/^Duplicate key values: '(k=)?7'/) as string,
    });
  });

  it('of one of several statements end the query there', async () => {
    await client.query('CREATE TABLE partly (a INT)');
    const text = 'INSERT INTO partly VALUES (1); SELECT * FROM nope; INSERT INTO partly VALUES (2)';
    expect(await failure(client.query(text))).toMatchObject({ code: '42V01' });
    expect(await rows('SELECT a FROM partly')).toEqual([{ a: 1 }]);
  });
});

describe('Transactions', () => {
  let other: vertica.Client;

  const seenBy = async (reader: vertica.Client): Promise<unknown> =>
    (await reader.query('SELECT a FROM booked ORDER BY a')).rows.map((row) => row.a);

  beforeAll(async () => {
    await client.query('CREATE TABLE booked (a INT)');
    other = await connectDriver(double);
  });

  beforeEach(() => client.query('TRUNCATE TABLE booked'));

  afterAll(async () => {
    await other.end();
  });

  it('begin by themselves, because the driver does not ask for autocommit', async () => {
    await client.query('INSERT INTO booked VALUES (1)');
    expect(await seenBy(client)).toEqual([1]);
    expect(await seenBy(other)).toEqual([]);
    await client.query('COMMIT');
    expect(await seenBy(other)).toEqual([1]);
  });

  it('are undone by ROLLBACK', async () => {
    await client.query('BEGIN');
    await client.query('INSERT INTO booked VALUES (2)');
    await client.query('ROLLBACK');
    expect(await seenBy(client)).toEqual([]);
  });

  it('are undone when the connection ends', async () => {
    const leaving = await connectDriver(double);
    await leaving.query('INSERT INTO booked VALUES (3)');
    await leaving.end();
    await double.sessions.at(-1)!.closed;
    expect(await seenBy(client)).toEqual([]);
  });

  it('are committed by DDL', async () => {
    await client.query('INSERT INTO booked VALUES (4)');
    await client.query('CREATE TABLE by_ddl (a INT)');
    await client.query('ROLLBACK');
    expect(await seenBy(other)).toEqual([4]);
  });

  it('end with each statement under autocommit', async () => {
    await other.query('COMMIT');
    await other.query('SET SESSION AUTOCOMMIT TO ON');
    await other.query('INSERT INTO booked VALUES (5)');
    expect(await seenBy(client)).toEqual([5]);
    await other.query('BEGIN');
    await other.query('INSERT INTO booked VALUES (6)');
    expect(await seenBy(client)).toEqual([5]);
    await other.query('ROLLBACK');
    await other.query('SET SESSION AUTOCOMMIT TO OFF');
  });

  it('that only read see what others commit meanwhile', async () => {
    expect(await seenBy(client)).toEqual([]);
    await other.query('INSERT INTO booked VALUES (7)');
    await other.query('COMMIT');
    expect(await seenBy(client)).toEqual([7]);
  });

  it('go on after an error that nothing was done for', async () => {
    await client.query('INSERT INTO booked VALUES (8)');
    await failure(client.query('SELECT * FROM nope'));
    await client.query('COMMIT');
    expect(await seenBy(other)).toEqual([8]);
  });

  it('say so by the severity ROLLBACK when an error has ended them', async () => {
    await client.query('INSERT INTO booked VALUES (9)');
    const error = await failure(client.query("INSERT INTO booked SELECT 'x'::INT"));
    expect(error).toMatchObject({ code: '22V02', severity: 'ROLLBACK' });
    await client.query('COMMIT');
    expect(await seenBy(other)).toEqual([]);
  });
});

describe('Schemas', () => {
  it('are found by the search path, which skips the ones that do not exist', async () => {
    await client.query('CREATE TABLE here (a INT)');
    await client.query('INSERT INTO here VALUES (1)');
    await client.query('COMMIT');
    const other = await connectDriver(double);
    await other.query('SET SEARCH_PATH TO elsewhere');
    expect(await failure(other.query('SELECT a FROM here'))).toMatchObject({ code: '42V01' });
    expect(await failure(other.query('CREATE TABLE here (a INT)'))).toMatchObject({
      code: '3F000',
    });
    await other.query('CREATE SCHEMA IF NOT EXISTS elsewhere');
    await other.query('CREATE TABLE here (a INT)');
    await other.query('INSERT INTO here VALUES (2)');
    const both = 'SELECT CURRENT_SCHEMA() AS s, h.a, p.a AS p FROM here h, public.here p';
    expect((await other.query(both)).rows).toEqual([{ s: 'elsewhere', a: 2, p: 1 }]);
    await other.query('COMMIT');
    expect(await rows('SELECT a FROM elsewhere.here')).toEqual([{ a: 2 }]);
    expect(await failure(other.query('DROP SCHEMA elsewhere'))).toMatchObject({ code: '2BV01' });
    await other.query('DROP SCHEMA elsewhere CASCADE');
    await other.query('DROP SCHEMA IF EXISTS elsewhere');
    expect(await failure(client.query('SELECT a FROM elsewhere.here'))).toMatchObject({
      code: '42V01',
    });
    await other.end();
  });
});

describe('System tables', () => {
  it('tell rows and bytes of each projection and column', async () => {
    await client.query('CREATE TABLE sized (u UUID, s VARCHAR(10), a INT)');
    await client.query('CREATE PROJECTION sized_p AS SELECT s, a FROM sized ORDER BY a');
    await client.query('CREATE PROJECTION sized_q AS SELECT u, s, a FROM sized ORDER BY u');
    await client.query("INSERT INTO sized SELECT NULL, 'ab', 1 UNION ALL SELECT NULL, 'abcd', 2");
    expect(
      await rows(
        `SELECT projection_name AS p, column_name AS c, used_bytes AS bytes, row_count AS n
         FROM v_monitor.column_storage WHERE anchor_table_name = 'sized'
           AND anchor_table_schema = CURRENT_SCHEMA() AND column_name <> 'epoch' ORDER BY 1, 2`,
      ),
    ).toEqual([
      { p: 'sized_p', c: 'a', bytes: 16, n: 2 },
      { p: 'sized_p', c: 's', bytes: 6, n: 2 },
      { p: 'sized_q', c: 'a', bytes: 16, n: 2 },
      { p: 'sized_q', c: 's', bytes: 6, n: 2 },
      { p: 'sized_q', c: 'u', bytes: 32, n: 2 },
    ]);
    expect(
      await rows(
        `SELECT SUM(used_bytes) AS bytes FROM v_monitor.projection_storage
         WHERE anchor_table_name = ?`,
        ['sized'],
      ),
    ).toEqual([{ bytes: 16 + 6 + 16 + 6 + 32 + 2 * 16 }]);
    expect(await failure(client.query('DROP TABLE sized'))).toMatchObject({ code: '2BV01' });
    await client.query('DROP TABLE sized CASCADE');
  });
});

describe('A cancel request', () => {
  it('ends the query that runs, and the connection stays usable', async () => {
    await client.query('CREATE TABLE slow (a INT)');
    const rowsOfIt = Array.from({ length: 10 }, () => 'SELECT 1').join(' UNION ALL ');
    await client.query(`INSERT INTO slow ${rowsOfIt}`);
    const from = Array.from({ length: 12 }, (_, i) => `slow t${i}`).join(', ');
    const config = { text: `SELECT COUNT(*) AS n FROM ${from} WHERE t0.a + t11.a < 0` };
    const canceled = new Promise<Error | null>((resolve) => {
      const query = new vertica.Query(config, (error) => {
        resolve(error);
      });
      client.query(query);
      const canceling = new vertica.Client({ host: double.host, port: double.port });
      canceling.on('error', () => undefined);
      canceling.cancel(client, query);
    });
    expect(await canceled).toMatchObject({ code: '57014' });
    expect(await rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
