import { rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
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
import { engine } from './engine';
import type { DatabaseFile } from './database-file';
import type { HandOver } from './insert-format';
import { INSERT_FORMATS } from './insert-formats';
import { MarkChunk } from './mark-chunk';
import { SerialQueue } from './serial-queue';
import { isKnownToken, toStorageError } from './translate-error';
import type { Writer } from './writer';

const SUPPORTED = { status: 'supported' } as const;

/** An open database, as {@link DuckDbStorage} takes it over. */
export interface OpenDatabase {
  readonly file: DatabaseFile;
  readonly instance: DuckDBInstance;
  readonly writer: Writer;
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
    'durable-sink': {
      status: 'unsupported',
      reason:
        'duckdb: keeps no offsets of Kafka; it is here to be measured, and has one process to itself',
    },
  };
  readonly formats = [...INSERT_FORMATS.keys()];

  readonly #database: OpenDatabase;
  readonly #chunk = new MarkChunk();
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
    return this.#write((writer) => writer.run(readSql('duckdb', 'create')));
  }

  dropSchema(): Promise<void> {
    return this.#write((writer) => writer.run(readSql('duckdb', 'drop')));
  }

  replaceFilms(films: readonly Film[]): Promise<void> {
    return this.#write((writer) =>
      writer.inTransaction(async () => {
        await writer.run(readSql('duckdb', 'delete-films'));
        await appendFilms(writer.connection, films);
      }),
    );
  }

  insert(columns: MarkColumns, options: InsertOptions): Promise<InsertReceipt> {
    return this.#write(async (writer) => {
      const format = checkInsert('duckdb', this.formats, columns, options);
      const insertBatch = INSERT_FORMATS.get(format)!;
      const { rows } = columns;
      if (rows === 0) return { rows, wireBytes: 0, encodeMs: 0, serverMs: 0 };

      const startedAt = performance.now();
      const { wireBytes, encodeMs } = await unlessKnown(() =>
        writer.inTransaction(async () => {
          await writer.runPrepared(readSql('duckdb', 'inserts/token'), options.token);
          const { connection } = writer;
          const { temporaryFolder } = this.#database.file;
          return insertBatch({ connection, temporaryFolder, chunk: this.#chunk }, columns);
        }),
      );
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
      const counted = await writer.read(readSql('duckdb', 'count-marks'));
      const sizes = await writer.read(readSql('duckdb', 'size'));
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
      writer.close();
      instance.closeSync();
      await rm(file.temporaryFolder, { recursive: true, force: true });
    } catch (error) {
      throw toStorageError(error);
    } finally {
      file.release();
    }
  }

  #write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
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

/** Hands a batch over, or nothing when its token is in the database already. */
async function unlessKnown(insert: () => Promise<HandOver>): Promise<HandOver> {
  try {
    return await insert();
  } catch (error) {
    if (isKnownToken(error)) return { wireBytes: 0, encodeMs: 0 };
    throw error;
  }
}

async function appendFilms(connection: DuckDBConnection, films: readonly Film[]): Promise<void> {
  const { LIST, VARCHAR } = engine().api;
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
