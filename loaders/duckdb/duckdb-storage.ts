import { rm } from 'node:fs/promises';
import { type DuckDBConnection, type DuckDBInstance, LIST, VARCHAR } from '@duckdb/node-api';
import type { Film, MarkColumns } from '../../marks';
import {
  type AnswerRow,
  questionDefinition,
  type QuestionName,
  type QuestionParameters,
  readSql,
} from '../../schemas';
import { checkInsert } from '../insert-request';
import { bindParameters } from '../question-parameters';
import type {
  InsertOptions,
  InsertReceipt,
  Storage,
  StorageCapabilities,
  StorageIdentity,
  StorageSize,
} from '../storage';
import { StorageError } from '../storage-error';
import { cellValue, parameterValue } from './cells';
import type { DatabaseFile } from './database-file';
import { INSERT_FORMATS } from './insert-formats';
import { SerialQueue } from './serial-queue';
import { toStorageError } from './translate-error';

const SUPPORTED = { status: 'supported' } as const;

/** An open database, as {@link DuckDbStorage} takes it over. */
export interface OpenDatabase {
  readonly file: DatabaseFile;
  readonly instance: DuckDBInstance;
  /** The only connection that writes. */
  readonly writer: DuckDBConnection;
  readonly identity: StorageIdentity;
}

/**
 * A DuckDB database file in this process. Writes go through one connection, one after the other;
 * every question has a connection of its own and reads the last committed state meanwhile.
 */
export class DuckDbStorage implements Storage {
  readonly capabilities: StorageCapabilities = {
    reads: SUPPORTED,
    deduplication: SUPPORTED,
    'concurrent-reads': SUPPORTED,
    durability: SUPPORTED,
  };
  readonly formats = [...INSERT_FORMATS.keys()];

  readonly #database: OpenDatabase;
  readonly #writes = new SerialQueue();
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(database: OpenDatabase) {
    this.#database = database;
  }

  get identity(): StorageIdentity {
    return this.#database.identity;
  }

  createSchema(): Promise<void> {
    return this.#write(async (writer) => {
      await writer.run(readSql('duckdb', 'create'));
    });
  }

  dropSchema(): Promise<void> {
    return this.#write(async (writer) => {
      await writer.run(readSql('duckdb', 'drop'));
    });
  }

  replaceFilms(films: readonly Film[]): Promise<void> {
    return this.#write((writer) =>
      inTransaction(writer, async () => {
        await writer.run(readSql('duckdb', 'delete-films'));
        await appendFilms(writer, films);
        return 'commit';
      }),
    );
  }

  insert(columns: MarkColumns, options: InsertOptions): Promise<InsertReceipt> {
    return this.#write(async (connection) => {
      const format = checkInsert('duckdb', this.formats, columns, options);
      const insertBatch = INSERT_FORMATS.get(format)!;
      const { token } = options;
      const { rows } = columns;
      if (rows === 0) return { rows, wireBytes: 0, encodeMs: 0, serverMs: 0 };

      const startedAt = performance.now();
      let wireBytes = 0;
      let encodeMs = 0;
      await inTransaction(connection, async () => {
        const { rowsChanged } = await connection.run(readSql('duckdb', 'inserts/token'), { token });
        if (rowsChanged === 0) return 'rollback';
        const { temporaryFolder } = this.#database.file;
        ({ wireBytes, encodeMs } = await insertBatch({ connection, temporaryFolder }, columns));
        return 'commit';
      });
      return { rows, wireBytes, encodeMs, serverMs: performance.now() - startedAt - encodeMs };
    });
  }

  ask(question: QuestionName, parameters: QuestionParameters = {}): Promise<readonly AnswerRow[]> {
    return this.#during(async () => {
      const bound = bindParameters(question, parameters).map((parameter) => ({
        name: parameter.name,
        ...parameterValue(parameter),
      }));
      const reader = await this.#database.instance.connect();
      try {
        const result = await reader.runAndReadAll(
          readSql('duckdb', `queries/${question}`),
          Object.fromEntries(bound.map(({ name, value }) => [name, value])),
          Object.fromEntries(bound.map(({ name, type }) => [name, type])),
        );
        const { columns } = questionDefinition(question);
        return result
          .getRows()
          .map((values) =>
            Object.fromEntries(
              columns.map((column, at) => [column.name, cellValue(column, values[at]!)]),
            ),
          );
      } finally {
        reader.disconnectSync();
      }
    });
  }

  /**
   * `bytes` and `columns` count the blocks' parts that hold segments of view_marks after a
   * checkpoint; see schemas/duckdb/size.sql. Indexes, the catalogue and free blocks are left out.
   */
  size(): Promise<StorageSize> {
    return this.#write(async (writer) => {
      await writer.run('CHECKPOINT');
      const counted = await writer.runAndReadAll(readSql('duckdb', 'count-marks'));
      const sizes = await writer.runAndReadAll(readSql('duckdb', 'size'));
      const columns = sizes.getRows().map(([column, bytes]) => ({
        table: 'view_marks',
        column: String(column),
        bytes: Number(bytes),
      }));
      return {
        rows: Number(counted.getRows()[0]![0]),
        bytes: columns.reduce((total, { bytes }) => total + bytes, 0),
        columns,
      };
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const { file, instance, writer } = this.#database;
    try {
      writer.disconnectSync();
      instance.closeSync();
      await rm(file.temporaryFolder, { recursive: true, force: true });
    } catch (error) {
      throw toStorageError(error);
    } finally {
      file.release();
    }
  }

  #write<T>(work: (writer: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#during(() => this.#writes.run(() => work(this.#database.writer)));
  }

  /** Runs work that `close` waits for. */
  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) {
      throw new StorageError('CLOSED', 'duckdb: this storage was closed');
    }
    const running = work();
    this.#underWay.add(running);
    try {
      return await running;
    } catch (error) {
      throw toStorageError(error);
    } finally {
      this.#underWay.delete(running);
    }
  }
}

/** Runs `work` in a transaction, which is rolled back when it fails. */
async function inTransaction(
  connection: DuckDBConnection,
  work: () => Promise<'commit' | 'rollback'>,
): Promise<void> {
  await connection.run('BEGIN');
  let end: string;
  try {
    end = await work();
  } catch (error) {
    // An engine that is out of memory or disk may have rolled back by itself.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await connection.run(end);
}

async function appendFilms(connection: DuckDBConnection, films: readonly Film[]): Promise<void> {
  const appender = await connection.createAppender('films');
  try {
    for (const { filmId, title, durationS, genres, releaseYear } of films) {
      appender.appendVarchar(filmId);
      appender.appendVarchar(title);
      appender.appendUInteger(durationS);
      appender.appendList(genres, LIST(VARCHAR));
      appender.appendUSmallInt(releaseYear);
      appender.endRow();
    }
    appender.flushSync();
  } catch (error) {
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}
