/**
 * The tables of v_monitor that tell sizes and sessions. Vertica's columns, with those left out that
 * the double has nothing to say about.
 *
 * `used_bytes` is what the values take without any encoding or compression: a figure to test sums
 * with, and no more.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteRelation, type SystemTable, systemTableName } from '../sql';
import type { Engine, Table } from './engine';

const NODE = 'v_double_node0001';
/** Vertica's own column of each projection, with the number of the transaction. */
const EPOCH = { name: 'epoch', type: 'BIGINT' };

const FIXED_BYTES: Readonly<Record<string, number>> = { UUID: 16, BOOLEAN: 1 };
const OTHER_BYTES = 8;

interface Column {
  readonly name: string;
  readonly type: string;
}

function bytesSql({ name, type }: Column): string {
  if (type === 'VARCHAR') return `coalesce(sum(strlen(${quoteName(name)})), 0)::BIGINT`;
  return `count(*) * ${FIXED_BYTES[type] ?? OTHER_BYTES}`;
}

export class SystemTables {
  constructor(
    private readonly engine: Engine,
    private readonly connection: DuckDBConnection,
  ) {}

  /** Fills the session's copies of these tables with how things stand now. */
  async refresh(tables: readonly SystemTable[]): Promise<void> {
    if (tables.includes('SESSIONS')) await this.refreshSessions();
    if (tables.some((table) => table !== 'SESSIONS')) await this.refreshSizes();
  }

  private async refreshSessions(): Promise<void> {
    const sessions = systemTableName('SESSIONS');
    await this.connection.run(
      `CREATE OR REPLACE TEMP TABLE ${sessions.slice('temp.'.length)} (
         node_name VARCHAR, user_name VARCHAR, session_id VARCHAR, client_label VARCHAR,
         transaction_start TIMESTAMP)`,
    );
    for (const { id, user, label, isInTransaction } of this.engine.sessions.list()) {
      // When it started the double does not keep; what counts is whether there is one.
      const start = isInTransaction() ? 'now()::TIMESTAMP' : 'NULL';
      await this.connection.run(`INSERT INTO ${sessions} VALUES ($1, $2, $3, $4, ${start})`, [
        NODE,
        user,
        id,
        label,
      ]);
    }
  }

  private async refreshSizes(): Promise<void> {
    const columns = systemTableName('COLUMN_STORAGE');
    const projections = systemTableName('PROJECTION_STORAGE');
    await this.connection.run(
      `CREATE OR REPLACE TEMP TABLE ${columns.slice('temp.'.length)} (
         node_name VARCHAR, column_name VARCHAR, row_count BIGINT, used_bytes BIGINT,
         projection_name VARCHAR, projection_schema VARCHAR,
         anchor_table_name VARCHAR, anchor_table_schema VARCHAR)`,
    );
    for (const known of await this.tables()) {
      await this.describe(known.table, known.columns, columns);
    }
    await this.connection.run(
      `CREATE OR REPLACE TEMP TABLE ${projections.slice('temp.'.length)} AS
       SELECT node_name, projection_name, projection_schema, max(row_count) AS row_count,
              sum(used_bytes)::BIGINT AS used_bytes, 1::BIGINT AS ros_count,
              anchor_table_name, anchor_table_schema
       FROM ${columns} GROUP BY ALL`,
    );
  }

  private async tables(): Promise<readonly { table: Table; columns: readonly Column[] }[]> {
    const found = await this.connection.runAndReadAll(
      `SELECT lower(schema_name), lower(table_name), column_name, data_type FROM duckdb_columns()
       WHERE NOT internal AND database_name = 'memory'
       ORDER BY schema_name, table_name, column_index`,
    );
    const tables = new Map<string, { readonly table: Table; readonly columns: Column[] }>();
    for (const [schema, name, column, type] of found.getRows() as string[][]) {
      const key = `${schema!}.${name!}`;
      const known = tables.get(key) ?? { table: { schema: schema!, name: name! }, columns: [] };
      known.columns.push({ name: column!, type: type! });
      tables.set(key, known);
    }
    return [...tables.values()];
  }

  private async describe(table: Table, columns: readonly Column[], into: string): Promise<void> {
    const own = this.engine.projectionsOf(table);
    const projections =
      own.length > 0
        ? own
        : [{ name: `${table.name}_super`, columns: columns.map(({ name }) => name) }];
    for (const projection of projections) {
      const names = projection.columns.map((name) => name.toLowerCase());
      const stored = columns.filter(({ name }) => names.includes(name.toLowerCase()));
      for (const column of [...stored, EPOCH]) {
        await this.connection.run(
          `INSERT INTO ${into} SELECT $1, $2, count(*), ${bytesSql(column)}, $3, $4, $5, $4
           FROM ${quoteRelation(table)}`,
          [NODE, column.name, projection.name, table.schema, table.name],
        );
      }
    }
  }
}
