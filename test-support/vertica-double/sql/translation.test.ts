import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VerticaError } from '../errors';
import { renderSql } from './expressions';
import { BUILTINS, ENCODINGS, FUNCTION_RULES, REFUSED_WORDS, TYPE_RULES } from './rules';
import { type Statement, translate } from './translation';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const builtin of BUILTINS) await connection.run(builtin);
  await connection.run('CREATE TABLE films (film_id UUID, duration_s BIGINT)');
});

afterAll(() => {
  connection.closeSync();
});

function only(text: string): Statement {
  const statements = translate(text);
  expect(statements).toHaveLength(1);
  return statements[0]!.statement;
}

function duckdbOf(text: string): string {
  const statement = only(text);
  if (!('sql' in statement)) throw new Error(`${text} is no query`);
  return renderSql(statement.sql);
}

function refusal(text: string): string {
  try {
    translate(text);
  } catch (error) {
    if (error instanceof VerticaError) return `${error.fields.C!} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

async function value(text: string): Promise<string> {
  const result = await connection.runAndReadAll(duckdbOf(text));
  return String(result.getRows()[0]![0]);
}

describe('The rules for functions', () => {
  it.each(FUNCTION_RULES.map((rule) => [rule.vertica, ...rule.example] as const))(
    '%s: %s is %s',
    async (_, expression, expected) => {
      expect(await value(`SELECT (${expression})::VARCHAR`)).toBe(expected);
    },
  );

  it('refuse a function that is not listed, also one that DuckDB has', () => {
    expect(refusal('SELECT arg_max(a, b) FROM t')).toBe(
      '0A000 TEST DOUBLE: the function ARG_MAX is not in the subset of SQL it runs',
    );
  });

  it('let the statistics of a missing table fail', async () => {
    await expect(value("SELECT ANALYZE_STATISTICS('nope')")).rejects.toThrow(/nope does not exist/);
  });
});

describe('The rules for types', () => {
  it.each(TYPE_RULES.map((rule) => [rule.vertica, rule.duckdb] as const))(
    '%s is %s',
    async (vertica, duckdb) => {
      const type = await value(`SELECT CAST(NULL AS ${vertica}), NULL::${vertica}`);
      expect(type).toBe('null');
      expect(duckdbOf(`SELECT NULL::${vertica}`)).toBe(`SELECT NULL::${duckdb}`);
      expect(duckdbOf(`SELECT CAST(a AS ${vertica})`)).toBe(`SELECT CAST(a AS ${duckdb})`);
    },
  );

  it('keep precision and scale, and drop a length', () => {
    expect(duckdbOf('SELECT a::NUMERIC(10, 2)::VARCHAR(20)')).toBe(
      'SELECT a::DECIMAL(10, 2)::VARCHAR',
    );
  });

  it.each(['SELECT a::HUGEINT', 'SELECT a::TIMESTAMP(3)', 'SELECT CAST(a AS LIST)'])(
    'refuse %s',
    (text) => {
      expect(refusal(text)).toMatch(/^0A000 TEST DOUBLE: /);
    },
  );
});

describe('Translation', () => {
  it.each([...REFUSED_WORDS])('refuses DuckDB’s word %s', (word) => {
    expect(refusal(`SELECT a ${word} b FROM t`)).toMatch(/^0A000 TEST DOUBLE: /);
  });

  it.each([
    'SELECT [1, 2]',
    "SELECT {'a': 1}",
    'SELECT a -> b',
    'SELECT f(a => 1)',
    'SELECT 2**3',
    'FROM t',
    'SELECT a FROM t GROUP BY ALL',
    'SELECT a FROM t ORDER BY ALL',
    'SELECT a FROM t LIMIT ?',
    'MERGE INTO t USING s ON a = b',
    'ATTACH x',
    'INSERT INTO t VALUES (1), (2)',
    'SELECT * FROM v_monitor.query_requests',
    "COPY t FROM '/etc/passwd'",
    'COPY t FROM STDIN NATIVE',
    'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
    "SET TIME ZONE TO 'UTC' now",
  ])('refuses %s', (text) => {
    expect(refusal(text)).toMatch(/^(0A000|42601) /);
  });

  it('reads a sign after an operator', async () => {
    expect(await value('SELECT (3*-2=-6)::VARCHAR')).toBe('true');
  });

  it('leaves strings, quoted names and comments alone', () => {
    expect(
      duckdbOf(`SELECT 'qualify ?; ''x''' AS "exclude;" /* pivot ; ? */ FROM t -- sample`),
    ).toBe(`SELECT 'qualify ?; ''x''' AS "exclude;" /* pivot ; ? */ FROM t`);
  });

  it('cuts a text into its statements', () => {
    expect(translate("SELECT ';'; ; COMMIT;\n-- nothing").map(({ text }) => text)).toEqual([
      "SELECT ';'",
      'COMMIT',
    ]);
  });

  it('takes a name with brackets after INTO for a table', () => {
    const text = 'INSERT INTO public.t (a) SELECT a FROM public.s';
    expect(duckdbOf(text)).toBe(text);
  });

  it('turns the Top-K clause into a filter on row numbers', async () => {
    await connection.run(
      'CREATE OR REPLACE TABLE k AS SELECT * FROM (VALUES (1, 5), (1, 7), (2, 3)) v(a, b)',
    );
    const sql = duckdbOf(
      'SELECT a, b FROM k LIMIT 1 OVER (PARTITION BY a ORDER BY b DESC NULLS LAST)',
    );
    const rows = await connection.runAndReadAll(`SELECT * FROM (${sql}) ORDER BY a`);
    expect(rows.getRowsJson()).toEqual([
      [1, 7],
      [2, 3],
    ]);
  });

  it('knows the type of a placeholder that is cast', () => {
    const statement = only('SELECT ?::UUID, CAST(? AS INT), ? + 1, ?::NUMERIC(5, 2)');
    expect(statement).toMatchObject({
      sql: { placeholderTypes: ['UUID', 'BIGINT', undefined, 'DECIMAL(5, 2)'] },
    });
  });
});

describe('CREATE TABLE', () => {
  const sql = (text: string): string => {
    const statement = only(text);
    if (statement.kind !== 'create-table') throw new Error(`${text} creates no table`);
    return `CREATE TABLE ${statement.table.name} ${statement.definitions}`;
  };

  it('keeps what constrains values', async () => {
    await connection.run(
      sql(`CREATE TABLE IF NOT EXISTS public.t1 (
             id INT PRIMARY KEY ENABLED, name VARCHAR(3) NOT NULL ENCODING RLE, note VARCHAR)`),
    );
    await connection.run("INSERT INTO t1 VALUES (1, 'äb', NULL)");
    await expect(connection.run("INSERT INTO t1 VALUES (1, 'x', NULL)")).rejects.toThrow(/key/);
    await expect(connection.run('INSERT INTO t1 VALUES (2, NULL, NULL)')).rejects.toThrow(/NULL/);
    await expect(connection.run("INSERT INTO t1 VALUES (3, 'äöü', NULL)")).rejects.toThrow(/CHECK/);
  });

  it('does not enforce a key that is not ENABLED, as Vertica does not', async () => {
    await connection.run(sql('CREATE TABLE t2 (id INT NOT NULL, PRIMARY KEY (id))'));
    await connection.run('INSERT INTO t2 VALUES (1), (1)');
  });

  it.each([...ENCODINGS])('knows the encoding %s', (encoding) => {
    expect(refusal(`CREATE TABLE t (a INT ENCODING ${encoding})`)).toBe('accepted');
  });

  it('accepts the clauses that place rows and nothing else', () => {
    const table = 'CREATE TABLE t (a INT NOT NULL, d TIMESTAMP NOT NULL)';
    expect(
      refusal(
        `${table} ORDER BY a, d SEGMENTED BY HASH(a) ALL NODES KSAFE 1
         PARTITION BY d::DATE GROUP BY CALENDAR_HIERARCHY_DAY(d::DATE, 2, 2)`,
      ),
    ).toBe('accepted');
    expect(refusal(`${table} UNSEGMENTED ALL NODES`)).toBe('accepted');
    expect(refusal(`${table} ORDER BY b`)).toBe('42703 Column "b" does not exist');
    expect(refusal(`${table} SEGMENTED BY HASH(b) ALL NODES`)).toMatch(/^42703 /);
    expect(refusal(`${table} USING parquet`)).toMatch(/^0A000 /);
    expect(refusal(`${table} PARTITION BY d::DATE GROUP BY a`)).toMatch(/^42601 /);
    expect(refusal('CREATE TABLE t (a INT ENCODING LZ4)')).toMatch(/^0A000 /);
  });
});

describe('CREATE PROJECTION', () => {
  it('is checked against its own columns', () => {
    const ordered = (by: string): string =>
      `CREATE PROJECTION IF NOT EXISTS p (a ENCODING RLE, b) AS SELECT a, b FROM t
       ORDER BY ${by} SEGMENTED BY HASH(a) ALL NODES KSAFE`;
    expect(refusal(ordered('a, b'))).toBe('accepted');
    expect(refusal(ordered('c'))).toBe('42703 Column "c" does not exist');
    expect(refusal('CREATE PROJECTION p (a, b) AS SELECT a FROM t')).toMatch(/^0A000 /);
  });
});

describe('COPY', () => {
  it('has Vertica’s defaults', () => {
    expect(only('COPY t FROM LOCAL STDIN')).toEqual({
      kind: 'copy',
      table: { schema: undefined, name: 't' },
      columns: undefined,
      local: true,
      delimiter: '|',
      nullText: '',
      enclosedBy: undefined,
      escape: '\\',
      recordTerminator: '\n',
      abortOnError: false,
      rejectMax: undefined,
      returnRejected: false,
      enforceLength: false,
      commit: true,
    });
  });

  it('reads every option of the subset', () => {
    expect(
      only(
        `COPY public.t (a, "b c") FROM STDIN DELIMITER AS E'\\t' NULL AS '\\N' ENCLOSED BY '"'
         NO ESCAPE RECORD TERMINATOR E'\\r\\n' ABORT ON ERROR REJECTMAX 3 RETURNREJECTED
         ENFORCELENGTH STREAM NAME 'marks' DIRECT NO COMMIT`,
      ),
    ).toEqual({
      kind: 'copy',
      table: { schema: 'public', name: 't' },
      columns: ['a', 'b c'],
      local: false,
      delimiter: '\t',
      nullText: '\\N',
      enclosedBy: '"',
      escape: undefined,
      recordTerminator: '\r\n',
      abortOnError: true,
      rejectMax: 3,
      returnRejected: true,
      enforceLength: true,
      commit: false,
    });
  });
});
