/** Values for a statement's `{name:Type}` placeholders, as text; the placeholder's type says how to read one. */
export type StatementParameters = Readonly<Record<string, string>>;

/** A row as the engine gives it: cells in the statement's order, 64-bit integers as numbers, times as ISO 8601. */
export type DatabaseRow = readonly unknown[];

/**
 * A ClickHouse database for statements of any kind: migrations, views, users, erasure. Marks go in
 * through `Storage`, which knows batches and tokens; this knows SQL alone.
 *
 * Every method rejects with a `StorageError`.
 */
export interface ClickHouseDatabase {
  /** The database's name on its server or in its data directory. */
  readonly name: string;
  /** Without a password. */
  readonly url: string;
  readonly engineVersion: string;
  readonly transport: 'embedded' | 'http';
  /** Runs a statement that gives no rows. Embedded: when all statements given before have ended. */
  execute(statement: string, parameters?: StatementParameters): Promise<void>;
  /** Runs a statement that gives rows. Embedded: one after the other, but beside `execute`. */
  rows(statement: string, parameters?: StatementParameters): Promise<readonly DatabaseRow[]>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}
