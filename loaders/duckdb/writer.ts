import type {
  DuckDBConnection,
  DuckDBPreparedStatement,
  DuckDBResultReader,
} from '@duckdb/node-api';

/**
 * The one connection of a database that writes. Statements that belong to every insert are
 * prepared once: parsing and planning them anew costs a small batch more than its rows.
 */
export class Writer {
  readonly connection: DuckDBConnection;
  readonly #prepared = new Map<string, DuckDBPreparedStatement>();

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  /** Runs one statement or several; those without results and parameters. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  read(sql: string): Promise<DuckDBResultReader> {
    return this.connection.runAndReadAll(sql);
  }

  /** Runs a statement that stays prepared, with its parameters as texts. */
  async runPrepared(sql: string, ...parameters: readonly string[]): Promise<void> {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = await this.connection.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    parameters.forEach((value, at) => {
      statement.bindVarchar(at + 1, value);
    });
    await statement.run();
  }

  /** Commits what `work` did, or rolls back when it rejects. */
  async inTransaction<T>(work: () => Promise<T>): Promise<T> {
    await this.runPrepared('BEGIN');
    let result: T;
    try {
      result = await work();
    } catch (error) {
      // An engine that is out of memory or disk may have rolled back by itself.
      await this.runPrepared('ROLLBACK').catch(() => undefined);
      throw error;
    }
    await this.runPrepared('COMMIT');
    return result;
  }

  close(): void {
    for (const statement of this.#prepared.values()) statement.destroySync();
    this.connection.disconnectSync();
  }
}
