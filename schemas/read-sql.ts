import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The engines that have a folder of SQL here. */
export type SchemaName = 'clickhouse' | 'clickhouse-cluster' | 'duckdb' | 'vertica';

const cache = new Map<string, string>();

/**
 * The text of `schemas/<schema>/<name>.sql`, read once.
 *
 * @param name path below the schema's folder without `.sql`: `create`, `queries/resume-point`
 */
export function readSql(schema: SchemaName, name: string): string {
  const key = `${schema}/${name}`;
  let sql = cache.get(key);
  if (sql === undefined) {
    sql = readFileSync(join(__dirname, schema, `${name}.sql`), 'utf8');
    cache.set(key, sql);
  }
  return sql;
}
