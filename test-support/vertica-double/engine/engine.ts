/**
 * The database behind the double: one DuckDB in memory, shared by all sessions.
 *
 * Columns' greatest lengths and the projections are kept here beside it, because DuckDB has neither.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { BUILTINS } from '../sql';
import { SessionDirectory } from './session-directory';

/** Where tables are made that have no schema, and looked up. */
export const DEFAULT_SCHEMA = 'public';

/** A table that exists; both names are DuckDB's, in lower case. */
export interface Table {
  readonly schema: string;
  readonly name: string;
}

export interface Projection {
  readonly name: string;
  readonly table: Table;
  readonly columns: readonly string[];
}

const keyOf = ({ schema, name }: Table): string => `${schema}.${name}`;

export class Engine {
  readonly sessions = new SessionDirectory();
  private readonly octets = new Map<string, ReadonlyMap<string, number>>();
  private readonly projections = new Map<string, Projection>();
  /** In lower case. */
  private readonly schemas = new Set([DEFAULT_SCHEMA]);

  private constructor(private readonly instance: DuckDBInstance) {}

  static async open(): Promise<Engine> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`CREATE SCHEMA ${DEFAULT_SCHEMA}`);
    for (const builtin of BUILTINS) await connection.run(builtin);
    connection.closeSync();
    return new Engine(instance);
  }

  connect(): Promise<DuckDBConnection> {
    return this.instance.connect();
  }

  close(): void {
    this.instance.closeSync();
  }

  hasSchema(name: string): boolean {
    return this.schemas.has(name.toLowerCase());
  }

  schemaCreated(name: string): void {
    this.schemas.add(name.toLowerCase());
  }

  schemaDropped(name: string): void {
    this.schemas.delete(name.toLowerCase());
  }

  tableCreated(table: Table, octets: ReadonlyMap<string, number>): void {
    this.octets.set(keyOf(table), octets);
  }

  tableDropped(table: Table): void {
    this.octets.delete(keyOf(table));
    for (const { name } of this.projectionsOf(table)) {
      this.projections.delete(keyOf({ schema: table.schema, name }));
    }
  }

  /** Greatest number of octets of a text column, which is given in lower case. */
  octetsOf(table: Table, column: string): number | undefined {
    return this.octets.get(keyOf(table))?.get(column);
  }

  /** A projection is in its table's schema. */
  hasProjection(schema: string, name: string): boolean {
    return this.projections.has(keyOf({ schema, name: name.toLowerCase() }));
  }

  projectionCreated(projection: Projection): void {
    const { schema } = projection.table;
    this.projections.set(keyOf({ schema, name: projection.name.toLowerCase() }), projection);
  }

  projectionsOf(table: Table): readonly Projection[] {
    return [...this.projections.values()].filter(
      (projection) => keyOf(projection.table) === keyOf(table),
    );
  }
}
