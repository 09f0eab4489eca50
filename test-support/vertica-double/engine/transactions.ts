/**
 * One session's transactions as Vertica has them, on one connection of DuckDB.
 *
 * - With autocommit off, which is how a session begins whose client does not ask for it, the first
 *   statement opens a transaction. DDL, TRUNCATE and COPY without NO COMMIT commit it.
 * - Isolation is READ COMMITTED: DuckDB's transaction, which sees a snapshot, begins with the first
 *   write only, so reads before it see what other sessions have committed.
 * - An error undoes its statement only. DuckDB cannot do that when a statement fails while it runs and
 *   an earlier one has written: then the whole transaction is rolled back, and the error says so by
 *   the severity ROLLBACK.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TransactionStatus } from '../wire';
import { toVerticaError } from './duckdb-errors';

export class Transactions {
  /** Whether a transaction is open as the client sees it. */
  private isOpen = false;
  /** Whether DuckDB has one open, because something is to be written. */
  private duckdb: 'none' | 'begun' | 'written' = 'none';

  constructor(
    private readonly connection: DuckDBConnection,
    public autocommit: boolean,
  ) {}

  get status(): TransactionStatus {
    return this.isOpen ? 'T' : 'I';
  }

  begin(): void {
    this.isOpen = true;
  }

  /** Before a statement that reads. */
  beforeRead(): void {
    if (!this.autocommit) this.isOpen = true;
  }

  /** Before a statement that writes. */
  async beforeWrite(): Promise<void> {
    this.beforeRead();
    if (!this.isOpen || this.duckdb !== 'none') return;
    await this.connection.run('BEGIN TRANSACTION');
    this.duckdb = 'begun';
  }

  /** After a statement that has written. */
  wrote(): void {
    if (this.duckdb === 'begun') this.duckdb = 'written';
  }

  /** @throws VerticaError of severity ROLLBACK */
  async commit(): Promise<void> {
    const { duckdb } = this;
    this.isOpen = false;
    this.duckdb = 'none';
    if (duckdb === 'none') return;
    try {
      await this.connection.run('COMMIT');
    } catch (error) {
      throw toVerticaError(error).withSeverity('ROLLBACK');
    }
  }

  async rollback(): Promise<void> {
    await this.rollbackDuckdb();
    this.isOpen = false;
  }

  /** Runs a statement; its error becomes Vertica's, and DuckDB's transaction usable again. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const verticaError = toVerticaError(error);
      const { duckdb } = this;
      if (duckdb === 'none' || (await this.isDuckdbAlive())) throw verticaError;
      if (duckdb === 'begun') {
        // The statement was the first to write, so that undoing all undoes it alone.
        await this.rollbackDuckdb();
        throw verticaError;
      }
      await this.rollback();
      throw verticaError.withSeverity('ROLLBACK');
    }
  }

  private async rollbackDuckdb(): Promise<void> {
    if (this.duckdb !== 'none') await this.connection.run('ROLLBACK');
    this.duckdb = 'none';
  }

  private async isDuckdbAlive(): Promise<boolean> {
    try {
      await this.connection.run('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }
}
