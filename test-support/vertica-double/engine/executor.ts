/**
 * Runs one session's statements on DuckDB with Vertica's transactions.
 *
 * - With autocommit off, which is how a session begins whose client does not ask for it, the first
 *   statement opens a transaction. DDL, TRUNCATE and COPY without NO COMMIT commit it.
 * - Isolation is READ COMMITTED: DuckDB's transaction, which sees a snapshot, begins with the first
 *   write only, so reads before it see what other sessions have committed.
 * - An error undoes its statement only. DuckDB cannot do that when a statement fails while it runs and
 *   an earlier one has written: then the whole transaction is rolled back, and the error says so by
 *   the severity ROLLBACK.
 */
import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
} from '@duckdb/node-api';
import { type CopyTarget, CountingTarget, StagedLoad } from '../copy';
import { notInSubset, objectExists, VerticaError } from '../errors';
import { type CopyStatement, renderSql, type Statement } from '../sql';
import type { ColumnDescription, ParameterDescriptionEntry, TransactionStatus } from '../wire';
import { cellText, wireColumnName, wireTypeOf } from './column-types';
import { toVerticaError } from './duckdb-errors';
import type { Engine } from './engine';

export type Cells = readonly (string | null)[];

export interface StatementResult {
  readonly tag: string;
  /** Undefined for a statement without a result set. */
  readonly columns: readonly ColumnDescription[] | undefined;
  readonly rows: AsyncIterable<Cells> | Iterable<Cells>;
}

/** A statement that waits for its values. */
export interface PreparedQuery {
  readonly statement: Statement;
  readonly tag: string;
  readonly parameters: readonly ParameterDescriptionEntry[];
  readonly columns: readonly ColumnDescription[] | undefined;
  readonly duckdb: DuckDBPreparedStatement | undefined;
}

const INTEGER_COLUMN = { typeOid: 6, typeSize: 8, typeModifier: -1 };
/** INSERT, UPDATE and DELETE answer with a row that holds the number of rows. */
const OUTPUT_COLUMN: ColumnDescription = { name: 'OUTPUT', ...INTEGER_COLUMN };
export const ROWS_LOADED_COLUMN: ColumnDescription = { name: 'Rows Loaded', ...INTEGER_COLUMN };

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const TAGS: Readonly<Record<Exclude<Statement['kind'], 'write'>, string>> = {
  select: 'SELECT',
  'create-table': 'CREATE TABLE',
  'create-projection': 'CREATE PROJECTION',
  'drop-table': 'DROP TABLE',
  truncate: 'TRUNCATE TABLE',
  copy: 'COPY',
  begin: 'BEGIN',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  'set-autocommit': 'SET',
  'set-time-zone': 'SET',
};

export class Executor {
  /** Whether a transaction is open as the client sees it. */
  private inTransaction = false;
  /** Whether DuckDB has one open, because something is to be written. */
  private duckdbTransaction: 'none' | 'begun' | 'written' = 'none';

  private constructor(
    private readonly engine: Engine,
    private readonly connection: DuckDBConnection,
    private readonly sink: boolean,
    private autocommit: boolean,
  ) {}

  /** @param sink true: COPY counts its rows and stores nothing */
  static async open(engine: Engine, sink: boolean, autocommit: boolean): Promise<Executor> {
    return new Executor(engine, await engine.connect(), sink, autocommit);
  }

  get transactionStatus(): TransactionStatus {
    return this.inTransaction ? 'T' : 'I';
  }

  get isAutocommit(): boolean {
    return this.autocommit;
  }

  /** Stops what runs now, which then fails with SQLSTATE 57014. */
  interrupt(): void {
    this.connection.interrupt();
  }

  /** Rolls back what is open and gives DuckDB's connection back. */
  async close(): Promise<void> {
    await this.rollback();
    this.connection.closeSync();
  }

  async rollback(): Promise<void> {
    await this.rollbackDuckdb();
    this.inTransaction = false;
  }

  /** @throws VerticaError */
  async execute(statement: Statement): Promise<StatementResult> {
    switch (statement.kind) {
      case 'select':
        this.beginImplicitly();
        return this.guard(async () => {
          const prepared = await this.connection.prepare(renderSql(statement.sql));
          return this.resultOf('SELECT', await prepared.stream());
        });
      case 'write':
        await this.beginWrite();
        return this.guard(async () => {
          const prepared = await this.connection.prepare(renderSql(statement.sql));
          return this.outputOf(statement.tag, (await prepared.run()).rowsChanged);
        });
      case 'copy':
        throw new Error('COPY is run by startCopy and finishCopy');
      default:
        await this.executeUtility(statement);
        return { tag: TAGS[statement.kind], columns: undefined, rows: [] };
    }
  }

  /** @throws VerticaError also when the type of a parameter cannot be told */
  async prepare(statement: Statement): Promise<PreparedQuery> {
    // Vertica refuses the Flush that follows its Execute.
    if (statement.kind === 'copy') throw notInSubset('COPY in a prepared statement');
    if (statement.kind !== 'select' && statement.kind !== 'write') {
      return {
        statement,
        tag: TAGS[statement.kind],
        parameters: [],
        columns: undefined,
        duckdb: undefined,
      };
    }
    return this.guard(async () => {
      const untyped = await this.connection.prepare(renderSql(statement.sql));
      const types = statement.sql.placeholderTypes.map(
        (type, i) => type ?? parameterType(untyped, i + 1),
      );
      untyped.destroySync();
      const duckdb = await this.connection.prepare(renderSql(statement.sql, types));
      const parameters = await this.describeParameters(types);
      return {
        statement,
        tag: statement.kind === 'write' ? statement.tag : 'SELECT',
        parameters,
        columns: statement.kind === 'write' ? [OUTPUT_COLUMN] : describeColumns(duckdb),
        duckdb,
      };
    });
  }

  /** @throws VerticaError */
  async executePrepared(query: PreparedQuery, values: Cells): Promise<StatementResult> {
    const { duckdb, statement } = query;
    if (!duckdb) return this.execute(statement);
    if (values.length !== query.parameters.length) {
      throw new VerticaError(
        '08P01',
        `Bind has ${values.length} parameters, the statement needs ${query.parameters.length}`,
      );
    }
    if (statement.kind === 'write') await this.beginWrite();
    else this.beginImplicitly();
    return this.guard(async () => {
      values.forEach((value, i) => {
        if (value === null) duckdb.bindNull(i + 1);
        else duckdb.bindVarchar(i + 1, value);
      });
      if (statement.kind === 'write') {
        return this.outputOf(statement.tag, (await duckdb.run()).rowsChanged);
      }
      return this.resultOf('SELECT', await duckdb.stream());
    });
  }

  /** @throws VerticaError when the table or a column does not exist */
  async startCopy(copy: CopyStatement): Promise<{ target: CopyTarget; columns: number }> {
    await this.beginWrite();
    return this.guard(async () => {
      const columns = await this.engine.copyColumns(this.connection, copy.table, copy.columns);
      const target = this.sink
        ? new CountingTarget(copy.recordTerminator.charCodeAt(copy.recordTerminator.length - 1))
        : await StagedLoad.start(this.connection, copy, columns);
      return { target, columns: columns.length };
    });
  }

  /** @throws VerticaError when the rejections make the load fail */
  endCopyBatch(target: CopyTarget): Promise<readonly number[]> {
    return this.guard(() => target.endBatch());
  }

  /** @throws VerticaError; nothing is loaded then */
  async finishCopy(copy: CopyStatement, target: CopyTarget): Promise<number> {
    const rowsLoaded = await this.guard(() => target.finish());
    this.wrote();
    if (copy.commit) await this.commit();
    return rowsLoaded;
  }

  private async executeUtility(
    statement: Exclude<Statement, { kind: 'select' | 'write' | 'copy' }>,
  ): Promise<void> {
    switch (statement.kind) {
      case 'begin':
        this.inTransaction = true;
        return;
      case 'commit':
        return this.commit();
      case 'rollback':
        return this.rollback();
      case 'set-autocommit':
        this.autocommit = statement.on;
        return;
      case 'set-time-zone':
        if (statement.zone.toUpperCase() !== 'UTC') throw notInSubset('a time zone but UTC');
        return;
      default:
        await this.commit();
        await this.executeDdl(statement).catch((error: unknown) => {
          throw toVerticaError(error).withSeverity('ROLLBACK');
        });
    }
  }

  private async executeDdl(
    statement: Extract<
      Statement,
      { kind: 'create-table' | 'create-projection' | 'drop-table' | 'truncate' }
    >,
  ): Promise<void> {
    switch (statement.kind) {
      case 'create-table':
        if (statement.ifNotExists && (await this.tableExists(statement.table))) return;
        await this.connection.run(statement.duckdb);
        this.engine.tableCreated(statement.table, statement.octets);
        return;
      case 'create-projection':
        if (this.engine.hasProjection(statement.projection)) {
          if (statement.ifNotExists) return;
          throw objectExists(statement.projection);
        }
        await this.connection.run(statement.check);
        this.engine.projectionCreated({
          name: statement.projection,
          table: statement.table.toLowerCase(),
          columns: statement.columns,
        });
        return;
      case 'truncate':
        await this.connection.run(`TRUNCATE ${quote(statement.table)}`);
        return;
      case 'drop-table':
        for (const table of statement.tables) await this.dropTable(table, statement);
    }
  }

  private async dropTable(
    table: string,
    { ifExists, cascade }: { ifExists: boolean; cascade: boolean },
  ): Promise<void> {
    if (!cascade && this.engine.projectionsOf(table).length > 0) {
      throw new VerticaError('2BV01', 'DROP failed due to dependencies', {
        errorCode: 3128,
        hint: 'Use DROP .. CASCADE to drop the dependent objects too',
      });
    }
    if (!(await this.tableExists(table))) {
      if (ifExists) return;
      throw new VerticaError('42V01', `Table "${table}" does not exist`);
    }
    await this.connection.run(`DROP TABLE ${quote(table)}`);
    this.engine.tableDropped(table);
  }

  private async tableExists(table: string): Promise<boolean> {
    const found = await this.connection.runAndReadAll(
      `SELECT 1 FROM duckdb_tables() WHERE lower(table_name) = lower($1) AND schema_name = 'main'`,
      [table],
    );
    return found.currentRowCount > 0;
  }

  private beginImplicitly(): void {
    if (!this.autocommit) this.inTransaction = true;
  }

  private async beginWrite(): Promise<void> {
    this.beginImplicitly();
    if (!this.inTransaction || this.duckdbTransaction !== 'none') return;
    await this.connection.run('BEGIN TRANSACTION');
    this.duckdbTransaction = 'begun';
  }

  private async commit(): Promise<void> {
    const { duckdbTransaction } = this;
    this.inTransaction = false;
    this.duckdbTransaction = 'none';
    if (duckdbTransaction === 'none') return;
    try {
      await this.connection.run('COMMIT');
    } catch (error) {
      throw toVerticaError(error).withSeverity('ROLLBACK');
    }
  }

  /** Runs a statement; its error becomes Vertica's, and DuckDB's transaction usable again. */
  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const verticaError = toVerticaError(error);
      const { duckdbTransaction } = this;
      if (duckdbTransaction === 'none' || (await this.isTransactionAlive())) throw verticaError;
      if (duckdbTransaction === 'begun') {
        // The statement was the first to write, so that undoing all undoes it alone.
        await this.rollbackDuckdb();
        throw verticaError;
      }
      await this.rollback();
      throw verticaError.withSeverity('ROLLBACK');
    }
  }

  private async rollbackDuckdb(): Promise<void> {
    if (this.duckdbTransaction !== 'none') await this.connection.run('ROLLBACK');
    this.duckdbTransaction = 'none';
  }

  /** After a write that succeeded. */
  private wrote(): void {
    if (this.duckdbTransaction === 'begun') this.duckdbTransaction = 'written';
  }

  private async isTransactionAlive(): Promise<boolean> {
    try {
      await this.connection.run('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  private outputOf(tag: string, rows: number): StatementResult {
    this.wrote();
    return { tag, columns: [OUTPUT_COLUMN], rows: [[String(rows)]] };
  }

  private resultOf(tag: string, result: DuckDBResult): StatementResult {
    const columns = result
      .columnNames()
      .map((name, i) => ({ name: wireColumnName(name), ...wireTypeOf(result.columnType(i)) }));
    return { tag, columns, rows: this.rowsOf(result) };
  }

  private async *rowsOf(result: DuckDBResult): AsyncGenerator<Cells> {
    for (;;) {
      const chunk = await this.guard(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      for (const row of chunk.getRows()) yield row.map(cellText);
    }
  }

  /** Parameters are described by the wire type of the DuckDB type that they are cast to. */
  private async describeParameters(
    types: readonly string[],
  ): Promise<readonly ParameterDescriptionEntry[]> {
    if (types.length === 0) return [];
    const distinct = [...new Set(types)];
    const casts = distinct.map((type) => `CAST(NULL AS ${type})`).join(', ');
    const described = await this.connection.prepare(`SELECT ${casts}`);
    const wire = new Map(distinct.map((type, i) => [type, wireTypeOf(described.columnType(i))]));
    described.destroySync();
    return types.map((type) => wire.get(type)!);
  }
}

function describeColumns(duckdb: DuckDBPreparedStatement): readonly ColumnDescription[] {
  return Array.from({ length: duckdb.columnCount }, (_, i) => ({
    name: wireColumnName(duckdb.columnName(i)),
    ...wireTypeOf(duckdb.columnType(i)),
  }));
}

/** @throws VerticaError when DuckDB cannot tell it from the statement */
function parameterType(statement: DuckDBPreparedStatement, index: number): string {
  try {
    return statement.parameterType(index).toString();
  } catch {
    throw new VerticaError('42P18', `Could not determine the data type of parameter ${index}`);
  }
}
