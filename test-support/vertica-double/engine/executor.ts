/** Runs one session's statements on DuckDB. Transactions: see `transactions.ts`. */
import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  VARCHAR,
} from '@duckdb/node-api';
import { type CopyTarget, CountingTarget, StagedLoad } from '../copy';
import { noSuchSession, notInSubset, relationDoesNotExist, VerticaError } from '../errors';
import {
  type CopyStatement,
  quoteRelation,
  renderSql,
  type Statement,
  type TranslatedSql,
} from '../sql';
import type { ColumnDescription, ParameterDescriptionEntry, TransactionStatus } from '../wire';
import { cellText, wireColumnName, wireTypeOf } from './column-types';
import { copyColumns } from './copy-columns';
import { Definitions } from './definitions';
import { toVerticaError } from './duckdb-errors';
import type { Engine } from './engine';
import { SearchPath } from './search-path';
import type { ListedSession } from './session-directory';
import { SystemTables } from './system-tables';
import { Transactions } from './transactions';

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

/** Answers with a row that says what it did. */
type SessionFunction = Extract<Statement, { kind: 'set-client-label' | 'close-session' }>;

const TAGS: Readonly<Record<Exclude<Statement['kind'], 'write'>, string>> = {
  select: 'SELECT',
  'create-schema': 'CREATE SCHEMA',
  'drop-schema': 'DROP SCHEMA',
  'create-table': 'CREATE TABLE',
  'create-projection': 'CREATE PROJECTION',
  'drop-table': 'DROP TABLE',
  truncate: 'TRUNCATE TABLE',
  copy: 'COPY',
  begin: 'BEGIN',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  'set-client-label': 'SELECT',
  'close-session': 'SELECT',
  'set-autocommit': 'SET',
  'set-time-zone': 'SET',
  'set-search-path': 'SET',
};

export class Executor {
  private readonly transactions: Transactions;
  private readonly path: SearchPath;
  private readonly definitions: Definitions;
  private readonly systemTables: SystemTables;
  private isClosing = false;

  private constructor(
    private readonly engine: Engine,
    private readonly connection: DuckDBConnection,
    private readonly session: ListedSession,
    private readonly sink: boolean,
    autocommit: boolean,
  ) {
    this.transactions = new Transactions(connection, autocommit);
    this.path = new SearchPath(engine, connection);
    this.definitions = new Definitions(engine, connection, this.path);
    this.systemTables = new SystemTables(engine, connection);
  }

  /** @param sink true: COPY and prepared INSERT count their rows and store nothing */
  static async open(
    engine: Engine,
    session: ListedSession,
    sink: boolean,
    autocommit: boolean,
  ): Promise<Executor> {
    return new Executor(engine, await engine.connect(), session, sink, autocommit);
  }

  get transactionStatus(): TransactionStatus {
    return this.transactions.status;
  }

  get isAutocommit(): boolean {
    return this.transactions.autocommit;
  }

  /** Stops what runs now, which then fails with SQLSTATE 57014; never what `close` still has to do. */
  interrupt(): void {
    if (!this.isClosing) this.connection.interrupt();
  }

  rollback(): Promise<void> {
    return this.transactions.rollback();
  }

  /** Rolls back what is open and gives DuckDB's connection back. */
  async close(): Promise<void> {
    this.isClosing = true;
    await this.rollback();
    this.connection.closeSync();
  }

  /** @throws VerticaError */
  async execute(statement: Statement): Promise<StatementResult> {
    if (statement.kind === 'copy') throw new Error('COPY is run by startCopy and finishCopy');
    if (statement.kind === 'set-client-label' || statement.kind === 'close-session') {
      this.transactions.beforeRead();
      return this.executeSessionFunction(statement);
    }
    if (statement.kind !== 'select' && statement.kind !== 'write') {
      await this.executeUtility(statement);
      return { tag: TAGS[statement.kind], columns: undefined, rows: [] };
    }
    if (statement.kind === 'write') await this.transactions.beforeWrite();
    else this.transactions.beforeRead();
    return this.transactions.guard(async () => {
      const prepared = await this.prepareDuckdb(statement.sql);
      return this.run(statement, prepared);
    });
  }

  /** @throws VerticaError also when the type of a parameter cannot be told */
  async prepare(statement: Statement): Promise<PreparedQuery> {
    // Vertica refuses the Flush that follows its Execute.
    if (statement.kind === 'copy') throw notInSubset('COPY in a prepared statement');
    if (statement.kind === 'set-client-label' || statement.kind === 'close-session') {
      throw notInSubset('a meta-function in a prepared statement');
    }
    if (statement.kind !== 'select' && statement.kind !== 'write') {
      const tag = TAGS[statement.kind];
      return { statement, tag, parameters: [], columns: undefined, duckdb: undefined };
    }
    return this.transactions.guard(async () => {
      const untyped = await this.prepareDuckdb(statement.sql);
      const types = statement.sql.placeholderTypes.map(
        (type, i) => type ?? parameterType(untyped, i + 1),
      );
      untyped.destroySync();
      const duckdb = await this.prepareDuckdb(statement.sql, types);
      return {
        statement,
        tag: statement.kind === 'write' ? statement.tag : 'SELECT',
        parameters: await this.describeParameters(types),
        columns: statement.kind === 'write' ? [OUTPUT_COLUMN] : describeColumns(duckdb),
        duckdb,
      };
    });
  }

  /** @throws VerticaError */
  async executePrepared(query: PreparedQuery, values: Cells): Promise<StatementResult> {
    const { duckdb, parameters, statement } = query;
    if (!duckdb || (statement.kind !== 'select' && statement.kind !== 'write')) {
      return this.execute(statement);
    }
    if (values.length !== parameters.length) {
      throw new VerticaError(
        '08P01',
        `Bind has ${values.length} parameters, the statement needs ${parameters.length}`,
      );
    }
    if (statement.kind === 'write') await this.transactions.beforeWrite();
    else this.transactions.beforeRead();
    if (this.sink && statement.kind === 'write' && statement.tag === 'INSERT') {
      return writtenRows(statement.tag, rowsOfInsert(statement.sql));
    }
    return this.transactions.guard(async () => {
      await this.path.apply();
      await this.systemTables.refresh(statement.sql.systemTables);
      values.forEach((value, i) => {
        if (value === null) duckdb.bindNull(i + 1);
        else duckdb.bindVarchar(i + 1, value);
      });
      return this.run(statement, duckdb);
    });
  }

  /** @throws VerticaError when the table or a column does not exist */
  async startCopy(copy: CopyStatement): Promise<{ target: CopyTarget; columns: number }> {
    await this.transactions.beforeWrite();
    return this.transactions.guard(async () => {
      const table = await this.path.find(copy.table);
      if (!table) throw relationDoesNotExist(copy.table.name);
      const columns = await copyColumns(this.engine, this.connection, table, copy.columns);
      const target = this.sink
        ? new CountingTarget(copy.recordTerminator.charCodeAt(copy.recordTerminator.length - 1))
        : await StagedLoad.start(this.connection, copy, quoteRelation(table), columns);
      return { target, columns: columns.length };
    });
  }

  /** @throws VerticaError when the rejections make the load fail */
  endCopyBatch(target: CopyTarget): Promise<readonly number[]> {
    return this.transactions.guard(() => target.endBatch());
  }

  /** @throws VerticaError; nothing is loaded then */
  async finishCopy(copy: CopyStatement, target: CopyTarget): Promise<number> {
    const rowsLoaded = await this.transactions.guard(() => target.finish());
    this.transactions.wrote();
    if (copy.commit) await this.transactions.commit();
    return rowsLoaded;
  }

  private executeSessionFunction(statement: SessionFunction): StatementResult {
    const tag = TAGS[statement.kind];
    const column = (name: string): ColumnDescription => ({ name, ...wireTypeOf(VARCHAR) });
    if (statement.kind === 'set-client-label') {
      this.session.label = statement.label;
      const rows = [[`client_label set to ${statement.label}`]];
      return { tag, columns: [column('set_client_label')], rows };
    }
    const session = this.engine.sessions.find(statement.sessionId);
    if (!session) throw noSuchSession(statement.sessionId);
    session.close();
    const rows = [['Session close command sent. Check v_monitor.sessions for progress.']];
    return { tag, columns: [column('close_session')], rows };
  }

  private async executeUtility(
    statement: Exclude<Statement, { kind: 'select' | 'write' | 'copy' } | SessionFunction>,
  ): Promise<void> {
    switch (statement.kind) {
      case 'begin':
        this.transactions.begin();
        return;
      case 'commit':
        return this.transactions.commit();
      case 'rollback':
        return this.transactions.rollback();
      case 'set-autocommit':
        this.transactions.autocommit = statement.on;
        return;
      case 'set-search-path':
        this.path.set(statement.schemas);
        return;
      case 'set-time-zone':
        if (statement.zone.toUpperCase() !== 'UTC') throw notInSubset('a time zone but UTC');
        return;
      default:
        await this.transactions.commit();
        await this.definitions.execute(statement).catch((error: unknown) => {
          throw toVerticaError(error).withSeverity('ROLLBACK');
        });
    }
  }

  private async prepareDuckdb(
    sql: TranslatedSql,
    types: readonly string[] = [],
  ): Promise<DuckDBPreparedStatement> {
    await this.path.apply();
    await this.systemTables.refresh(sql.systemTables);
    return this.connection.prepare(renderSql(sql, types));
  }

  private async run(
    statement: Extract<Statement, { kind: 'select' | 'write' }>,
    prepared: DuckDBPreparedStatement,
  ): Promise<StatementResult> {
    if (statement.kind === 'select') return this.resultOf(await prepared.stream());
    const { rowsChanged } = await prepared.run();
    this.transactions.wrote();
    return writtenRows(statement.tag, rowsChanged);
  }

  private resultOf(result: DuckDBResult): StatementResult {
    const columns = result
      .columnNames()
      .map((name, i) => ({ name: wireColumnName(name), ...wireTypeOf(result.columnType(i)) }));
    return { tag: 'SELECT', columns, rows: this.rowsOf(result) };
  }

  private async *rowsOf(result: DuckDBResult): AsyncGenerator<Cells> {
    for (;;) {
      const chunk = await this.transactions.guard(() => result.fetchChunk());
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

function writtenRows(tag: string, rows: number): StatementResult {
  return { tag, columns: [OUTPUT_COLUMN], rows: [[String(rows)]] };
}

/** Rows of an INSERT whose SELECTs are rows of constants. */
function rowsOfInsert({ parts }: TranslatedSql): number {
  const withoutComments = parts.join('').replace(/--.*$/gm, '');
  return (withoutComments.match(/\bUNION\s+ALL\b/gi)?.length ?? 0) + 1;
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
