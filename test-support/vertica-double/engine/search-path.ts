/**
 * Where a session looks up names that have no schema. As in Vertica, schemas of the path that do not
 * exist are skipped silently; the first that exists is the one in which tables are created.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { VerticaError } from '../errors';
import type { Relation } from '../sql';
import { DEFAULT_SCHEMA, type Engine, type Table } from './engine';

/** DuckDB's own default schema, which holds what the double adds to DuckDB and no tables. */
const ALWAYS_SEARCHED = 'main';

export class SearchPath {
  private wished: readonly string[] = [DEFAULT_SCHEMA];
  private applied = '';

  constructor(
    private readonly engine: Engine,
    private readonly connection: DuckDBConnection,
  ) {}

  set(schemas: readonly string[]): void {
    this.wished = schemas;
  }

  /** Makes DuckDB look where Vertica would; called before every statement, because schemas come and go. */
  async apply(): Promise<void> {
    const path = [...this.existing(), ALWAYS_SEARCHED].join(',');
    if (path === this.applied) return;
    await this.connection.run(`SET search_path = '${path.replaceAll("'", "''")}'`);
    this.applied = path;
  }

  /** The table that a name stands for; undefined when there is none. */
  async find({ schema, name }: Relation): Promise<Table | undefined> {
    const schemas = schema === undefined ? this.wished : [schema];
    for (const candidate of schemas) {
      const found = await this.connection.runAndReadAll(
        `SELECT lower(schema_name), lower(table_name) FROM duckdb_tables()
         WHERE lower(schema_name) = lower($1) AND lower(table_name) = lower($2)`,
        [candidate, name],
      );
      const [row] = found.getRows();
      if (row) return { schema: row[0] as string, name: row[1] as string };
    }
    return undefined;
  }

  /** The table that a CREATE TABLE of that name makes. @throws VerticaError when its schema is missing */
  place({ schema, name }: Relation): Table {
    const [first] = schema === undefined ? this.existing() : [schema];
    if (first === undefined) throw new VerticaError('3F000', 'No schema has been selected');
    return { schema: first.toLowerCase(), name: name.toLowerCase() };
  }

  private existing(): readonly string[] {
    return this.wished.filter((schema) => this.engine.hasSchema(schema));
  }
}
