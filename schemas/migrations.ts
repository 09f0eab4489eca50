import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSql, type SchemaName } from './read-sql';

/** Where a ClickHouse database stands: alone, as one shard of a cluster, or in front of all shards. */
export const LAYOUTS = ['single', 'shard', 'everywhere'] as const;

export type Layout = (typeof LAYOUTS)[number];

const FOLDERS: Readonly<Record<Layout, readonly [schema: SchemaName, folder: string]>> = {
  single: ['clickhouse', 'migrations'],
  shard: ['clickhouse-cluster', 'shard'],
  everywhere: ['clickhouse-cluster', 'everywhere'],
};

/** One numbered text of statements, applied once and never edited afterwards. */
export interface Migration {
  /** 1, 2, 3, ... without gaps. */
  readonly number: number;
  /** Of the file, without its number: `raw-tables`. */
  readonly name: string;
  readonly sql: string;
}

/** All migrations of a layout in their order: the files `NNNN-name.sql` of its folder. */
export function readMigrations(layout: Layout): readonly Migration[] {
  const [schema, folder] = FOLDERS[layout];
  const files = readdirSync(join(__dirname, schema, folder)).sort();
  return files.map((file, at) => {
    const [, number, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
    if (Number(number) !== at + 1) {
      throw new Error(
        `schemas/${schema}/${folder}/${file}: migrations are numbered 0001, 0002, ... without gaps`,
      );
    }
    return {
      number: at + 1,
      name: name!,
      sql: readSql(schema, `${folder}/${file.slice(0, -'.sql'.length)}`),
    };
  });
}
