/**
 * The subset of Vertica SQL that the double runs, as data: which types and functions it knows, what
 * DuckDB calls them, and which words it refuses although DuckDB would take them.
 *
 * The double must never accept what Vertica would not. So a type, a function or a symbol that is not
 * listed is an error, and so is a word of DuckDB's own dialect. It is not a Vertica parser all the
 * same: SQL that passes here has been shown to be free of DuckDB's dialect, not to be right.
 *
 * Every rule has an example, and the test runs each of them on DuckDB.
 */

export interface TypeRule {
  /** Vertica's name in upper case; words are separated by one space. */
  readonly vertica: string;
  readonly duckdb: string;
  /** What may follow in brackets. */
  readonly arguments: 'none' | 'length' | 'precision and scale';
}

/** Every Vertica integer type is the same 64-bit integer, every float type the same double. */
export const TYPE_RULES: readonly TypeRule[] = [
  { vertica: 'INTEGER', duckdb: 'BIGINT', arguments: 'none' },
  { vertica: 'INT', duckdb: 'BIGINT', arguments: 'none' },
  { vertica: 'INT8', duckdb: 'BIGINT', arguments: 'none' },
  { vertica: 'BIGINT', duckdb: 'BIGINT', arguments: 'none' },
  { vertica: 'SMALLINT', duckdb: 'BIGINT', arguments: 'none' },
  { vertica: 'TINYINT', duckdb: 'BIGINT', arguments: 'none' },
  { vertica: 'FLOAT', duckdb: 'DOUBLE', arguments: 'none' },
  { vertica: 'FLOAT8', duckdb: 'DOUBLE', arguments: 'none' },
  { vertica: 'REAL', duckdb: 'DOUBLE', arguments: 'none' },
  { vertica: 'DOUBLE PRECISION', duckdb: 'DOUBLE', arguments: 'none' },
  { vertica: 'NUMERIC', duckdb: 'DECIMAL', arguments: 'precision and scale' },
  { vertica: 'DECIMAL', duckdb: 'DECIMAL', arguments: 'precision and scale' },
  { vertica: 'VARCHAR', duckdb: 'VARCHAR', arguments: 'length' },
  { vertica: 'LONG VARCHAR', duckdb: 'VARCHAR', arguments: 'length' },
  { vertica: 'BOOLEAN', duckdb: 'BOOLEAN', arguments: 'none' },
  { vertica: 'DATE', duckdb: 'DATE', arguments: 'none' },
  { vertica: 'TIMESTAMP', duckdb: 'TIMESTAMP', arguments: 'none' },
  { vertica: 'UUID', duckdb: 'UUID', arguments: 'none' },
];

export interface FunctionRule {
  /** Vertica's name in upper case. */
  readonly vertica: string;
  readonly duckdb: string;
  /** A Vertica expression, and what it is in DuckDB's text form. */
  readonly example: readonly [expression: string, value: string];
}

const same = (name: string, ...example: FunctionRule['example']): FunctionRule => ({
  vertica: name,
  duckdb: name.toLowerCase(),
  example,
});

const renamed = (
  vertica: string,
  duckdb: string,
  ...example: FunctionRule['example']
): FunctionRule => ({ vertica, duckdb, example });

export const FUNCTION_RULES: readonly FunctionRule[] = [
  same('ABS', 'ABS(-3)', '3'),
  same('CEILING', 'CEILING(1.2)', '2'),
  same('COALESCE', 'COALESCE(NULL, 4)', '4'),
  same('COUNT', 'COUNT(*)', '1'),
  same('DATE_TRUNC', "DATE_TRUNC('month', DATE '2026-02-03')::DATE", '2026-02-01'),
  same('DENSE_RANK', 'DENSE_RANK() OVER (ORDER BY 1)', '1'),
  same('EXTRACT', "EXTRACT(HOUR FROM TIMESTAMP '2026-02-03 17:01:02')", '17'),
  same('FIRST_VALUE', 'FIRST_VALUE(8) OVER (ORDER BY 1)', '8'),
  same('FLOOR', 'FLOOR(1.8)', '1'),
  same('HOUR', "HOUR(TIMESTAMP '2026-02-03 17:01:02')", '17'),
  same('LAST_VALUE', 'LAST_VALUE(8) OVER (ORDER BY 1)', '8'),
  same('LEFT', "LEFT('abc', 2)", 'ab'),
  same('LENGTH', "LENGTH('abc')", '3'),
  same('LOWER', "LOWER('Tv')", 'tv'),
  same('MAX', 'MAX(2)', '2'),
  same('MIN', 'MIN(2)', '2'),
  same('MOD', 'MOD(7, 4)', '3'),
  same('NULLIF', 'NULLIF(1, 2)', '1'),
  same('RANK', 'RANK() OVER (ORDER BY 1)', '1'),
  same('ROW_NUMBER', 'ROW_NUMBER() OVER (ORDER BY 1)', '1'),
  same('SUM', 'SUM(2)', '2'),
  same('UPPER', "UPPER('Tv')", 'TV'),
  renamed('NVL', 'coalesce', 'NVL(NULL, 4)', '4'),
  renamed('OCTET_LENGTH', 'strlen', "OCTET_LENGTH('é')", '2'),
  renamed('UUID_GENERATE', 'uuid', 'OCTET_LENGTH(UUID_GENERATE()::VARCHAR)', '36'),
  // Vertica's answer is null when one argument is; DuckDB leaves nulls out.
  renamed('LEAST', 'vertica_least', 'COALESCE(LEAST(3, NULL), LEAST(2, 1))', '1'),
  renamed('GREATEST', 'vertica_greatest', 'COALESCE(GREATEST(3, NULL), GREATEST(2, 1))', '2'),
  renamed('VERSION', 'vertica_version', "SUBSTR(VERSION(), 1, 11) || '!'", 'TEST DOUBLE!'),
  same('CURRENT_SCHEMA', 'CURRENT_SCHEMA()', 'main'),
  same('SUBSTR', "SUBSTR('abc', 2, 1)", 'b'),
  renamed('ANALYZE_STATISTICS', 'vertica_analyze_statistics', "ANALYZE_STATISTICS('films')", '0'),
  renamed(
    'DO_TM_TASK',
    'vertica_do_tm_task',
    "OCTET_LENGTH(DO_TM_TASK('mergeout', 'films'))",
    '45',
  ),
];

/** Named so that no check for Vertica's version can take the double for Vertica. */
export const VERSION_BANNER =
  'TEST DOUBLE 1.0 of the Vertica wire protocol, not Vertica (DuckDB behind it)';

const tableMustExist = (then: string): string =>
  `CASE WHEN EXISTS (FROM duckdb_tables() d WHERE lower(d.table_name) = lower(string_split(relation, '.')[-1]))
   THEN ${then} ELSE error('Catalog Error: Table with name ' || relation || ' does not exist!') END`;

/**
 * What DuckDB does not have: functions as macros, and Vertica's table of one row. They are in DuckDB's
 * schema main, which is always searched; Vertica's default schema is DuckDB's schema public.
 */
export const BUILTINS: readonly string[] = [
  "CREATE VIEW dual AS SELECT 'X' AS dummy",
  'CREATE MACRO vertica_least(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(a, b) END',
  'CREATE MACRO vertica_greatest(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END',
  `CREATE MACRO vertica_version() AS '${VERSION_BANNER}'`,
  `CREATE MACRO vertica_analyze_statistics(relation) AS ${tableMustExist('0')}`,
  `CREATE MACRO vertica_do_tm_task(task, relation) AS ${tableMustExist("'TEST DOUBLE: ' || task || ' has nothing to do here.'")}`,
];

/** The tables of the schema v_monitor that the double has. */
export const SYSTEM_TABLES = ['PROJECTION_STORAGE', 'COLUMN_STORAGE', 'SESSIONS'] as const;

export type SystemTable = (typeof SYSTEM_TABLES)[number];

/** Words before a bracket that opens no call. */
export const WORDS_BEFORE_BRACKET: ReadonlySet<string> = new Set([
  ...['ALL', 'AND', 'ANY', 'AS', 'BETWEEN', 'BY', 'CASE', 'DISTINCT', 'ELSE', 'EXCEPT', 'EXISTS'],
  ...['FROM', 'HAVING', 'IN', 'INTERSECT', 'JOIN', 'LIKE', 'NOT', 'ON', 'OR', 'OVER', 'SELECT'],
  ...['SET', 'THEN', 'UNION', 'USING', 'VALUES', 'WHEN', 'WHERE'],
]);

/** DuckDB's own words, and Vertica's whose meaning in DuckDB is another. */
export const REFUSED_WORDS: ReadonlySet<string> = new Set([
  ...['ANTI', 'ASOF', 'COLUMNS', 'CONFLICT', 'DESCRIBE', 'EXCLUDE', 'IGNORE', 'LAMBDA', 'LATERAL'],
  ...['PIVOT', 'POSITIONAL', 'PRAGMA', 'QUALIFY', 'REPLACE', 'RETURNING', 'SAMPLE', 'SEMI'],
  ...['STRUCT', 'SUMMARIZE', 'TABLESAMPLE', 'TRY_CAST', 'UNPIVOT'],
]);

/** Column encodings of CREATE TABLE and CREATE PROJECTION; they have no effect in the double. */
export const ENCODINGS: ReadonlySet<string> = new Set([
  ...['AUTO', 'BLOCK_DICT', 'BLOCKDICT_COMP', 'BZIP_COMP', 'COMMONDELTA_COMP', 'DELTARANGE_COMP'],
  ...['DELTAVAL', 'GCDDELTA', 'GZIP_COMP', 'RLE', 'ZSTD_COMP', 'ZSTD_FAST_COMP', 'ZSTD_HIGH_COMP'],
]);
