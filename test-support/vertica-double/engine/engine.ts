/**
 * The database behind the double: one DuckDB in memory, shared by all sessions.
 *
 * Columns' greatest lengths and the projections are kept here beside it, because DuckDB has neither.
 */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { TargetColumn } from '../copy';
import { columnDoesNotExist, relationDoesNotExist } from '../errors';
import { MACROS } from '../sql';

export interface Projection {
  readonly name: string;
  /** In lower case. */
  readonly table: string;
  readonly columns: readonly string[];
}

export class Engine {
  /** By table in lower case. */
  private readonly octets = new Map<string, ReadonlyMap<string, number>>();
  /** By name in lower case. */
  private readonly projectionsByName = new Map<string, Projection>();

  private constructor(private readonly instance: DuckDBInstance) {}

  static async open(): Promise<Engine> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    for (const macro of MACROS) await connection.run(macro);
    connection.closeSync();
    return new Engine(instance);
  }

  connect(): Promise<DuckDBConnection> {
    return this.instance.connect();
  }

  close(): void {
    this.instance.closeSync();
  }

  tableCreated(table: string, octets: ReadonlyMap<string, number>): void {
    this.octets.set(table.toLowerCase(), octets);
  }

  tableDropped(table: string): void {
    this.octets.delete(table.toLowerCase());
    for (const { name } of this.projectionsOf(table)) {
      this.projectionsByName.delete(name.toLowerCase());
    }
  }

  hasProjection(name: string): boolean {
    return this.projectionsByName.has(name.toLowerCase());
  }

  projectionCreated(projection: Projection): void {
    this.projectionsByName.set(projection.name.toLowerCase(), projection);
  }

  projectionsOf(table: string): readonly Projection[] {
    return [...this.projectionsByName.values()].filter(
      (projection) => projection.table === table.toLowerCase(),
    );
  }

  /**
   * The columns that a COPY fills, in its order.
   *
   * @throws VerticaError when the table or a column does not exist
   */
  async copyColumns(
    connection: DuckDBConnection,
    table: string,
    names: readonly string[] | undefined,
  ): Promise<readonly TargetColumn[]> {
    const found = await connection.runAndReadAll(
      `SELECT column_name, data_type, is_nullable FROM duckdb_columns()
       WHERE lower(table_name) = lower($1) AND schema_name = 'main' AND NOT internal
       ORDER BY column_index`,
      [table],
    );
    const octets = this.octets.get(table.toLowerCase());
    const all = found.getRows().map(([name, type, isNullable]): TargetColumn => ({
      name: name as string,
      type: type as string,
      notNull: isNullable === false,
      octets: octets?.get((name as string).toLowerCase()),
    }));
    if (all.length === 0) throw relationDoesNotExist(table);
    return (
      names?.map((name) => {
        const column = all.find((other) => other.name.toLowerCase() === name.toLowerCase());
        if (!column) throw columnDoesNotExist(name);
        return column;
      }) ?? all
    );
  }
}
