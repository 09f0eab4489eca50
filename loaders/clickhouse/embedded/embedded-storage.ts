import { rm } from 'node:fs/promises';
import type { Session } from 'chdb';
import type { Film, MarkColumns } from '../../../marks';
import {
  type AnswerRow,
  type QuestionName,
  type QuestionParameters,
  readSql,
} from '../../../schemas';
import type { DurableInsertOptions, DurableSink } from '../../durable-sink';
import type {
  InsertOptions,
  InsertReceipt,
  StorageCapabilities,
  StorageIdentity,
  StorageSize,
} from '../../storage';
import { StorageError } from '../../storage-error';
import { ANSWER_FORMAT, answerRow } from '../answer-cells';
import { originOf } from '../../insert-request';
import { checkBatch } from '../check-batch';
import { DurableReads } from '../durable-reads';
import { filmRow, stagingTable } from '../film-rows';
import { INSERT_SETTINGS } from '../pinned-settings';
import { queryParameters } from '../query-parameters';
import { readStatements } from '../sql-text';
import { storageSize } from '../storage-size';
import type { DataDirectory } from './data-directory';
import { insertByArrow } from './insert-arrow';
import type { InsertFormat } from './insert-format';
import { insertByJsonEachRow } from './insert-json-each-row';
import { insertByNative } from './insert-native';
import type { InsertSessions } from './insert-sessions';
import { RunningInserts } from './running-inserts';
import type { SessionQueue } from './session-queue';
import { toStorageError } from './translate-error';

/** Every way in by its name, the fastest first. */
const INSERT_FORMATS: ReadonlyMap<string, InsertFormat> = new Map([
  ['arrow', insertByArrow],
  ['native', insertByNative],
  ['json-each-row', insertByJsonEachRow],
]);

const SUPPORTED = { status: 'supported' } as const;

/** An open data directory, as {@link EmbeddedStorage} takes it over. */
export interface OpenDirectory {
  readonly identity: StorageIdentity;
  readonly directory: DataDirectory;
  /** Whatever changes tables, one after the other. */
  readonly writes: SessionQueue;
  readonly inserts: InsertSessions;
  /** Questions, which are answered while a write is under way. */
  readonly reads: SessionQueue;
  /** Removed with everything in it on `close`. */
  readonly temporaryFolder: string;
}

async function parsedRows(session: Session, query: string): Promise<readonly unknown[][]> {
  const result = await session.queryAsync(query, { format: ANSWER_FORMAT });
  return parseLines(result.text());
}

function parseLines(text: string): readonly unknown[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown[]);
}

/**
 * ClickHouse in this process. A batch is stored whole or not at all within each month of its marks;
 * a fault between two months leaves the months before, and sending the batch again under its token
 * adds what is missing.
 */
export class EmbeddedStorage implements DurableSink {
  readonly capabilities: StorageCapabilities = {
    reads: SUPPORTED,
    deduplication: SUPPORTED,
    'concurrent-reads': SUPPORTED,
    durability: SUPPORTED,
    'durable-sink': SUPPORTED,
  };
  readonly formats = [...INSERT_FORMATS.keys()];

  readonly #open: OpenDirectory;
  readonly #running: RunningInserts;
  readonly #durableReads = new DurableReads((name, parameters) => this.#read(name, parameters));
  #closing: Promise<void> | undefined;

  constructor(open: OpenDirectory) {
    this.#open = open;
    this.#running = new RunningInserts(() => open.directory.session());
  }

  get identity(): StorageIdentity {
    return this.#open.identity;
  }

  createSchema(): Promise<void> {
    return this.#execute('create');
  }

  dropSchema(): Promise<void> {
    return this.#execute('drop');
  }

  replaceFilms(films: readonly Film[]): Promise<void> {
    return this.#write(async (session) => {
      const staging = stagingTable();
      await session.queryBindAsync(readSql('clickhouse', 'films/stage'), { staging });
      try {
        await session.insert({
          table: staging,
          values: films.map((film) => `${JSON.stringify(filmRow(film))}\n`).join(''),
          format: 'JSONEachRow',
          settings: INSERT_SETTINGS,
        });
        await session.queryBindAsync(readSql('clickhouse', 'films/publish'), { staging });
      } finally {
        await session.queryBindAsync(readSql('clickhouse', 'films/unstage'), { staging });
      }
    });
  }

  insert(
    columns: MarkColumns,
    options: InsertOptions | DurableInsertOptions,
  ): Promise<InsertReceipt> {
    return this.#during(async () => {
      const { rows } = columns;
      const origin = originOf(options);
      const insertBatch = INSERT_FORMATS.get(checkBatch(this.formats, columns, options))!;
      if (rows === 0) return { rows, wireBytes: 0, encodeMs: 0, serverMs: 0 };
      const { inserts, directory, temporaryFolder } = this.#open;
      const settings = { ...INSERT_SETTINGS, insert_deduplication_token: options.token };
      const insert = inserts.run((session) =>
        insertBatch(
          { engine: directory.engine, session, settings, temporaryFolder },
          columns,
          origin,
        ),
      );
      const receipt = origin
        ? await this.#running.track(insert, options as DurableInsertOptions)
        : await insert;
      return { rows, ...receipt };
    });
  }

  offsetsPresent(
    topic: string,
    partition: number,
    first: bigint,
    last: bigint,
  ): Promise<BigInt64Array> {
    return this.#during(() => this.#durableReads.offsetsPresent(topic, partition, first, last));
  }

  greatestOffset(topic: string, partition: number, from: bigint): Promise<bigint | null> {
    return this.#during(() => this.#durableReads.greatestOffset(topic, partition, from));
  }

  /** Other processes cannot have begun it: the directory is this one's. */
  endInsert(token: string): Promise<void> {
    return this.#during(() => this.#running.end(token));
  }

  ask(question: QuestionName, parameters: QuestionParameters = {}): Promise<readonly AnswerRow[]> {
    return this.#during(async () => {
      const bound = queryParameters(question, parameters);
      const rows = await this.#read(`queries/${question}`, bound);
      return rows.map((values) => answerRow(question, values));
    });
  }

  size(): Promise<StorageSize> {
    return this.#write(async (session) => {
      await session.queryAsync(readSql('clickhouse', 'settle'));
      return storageSize((query) => parsedRows(session, query));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { writes, inserts, reads, directory, temporaryFolder } = this.#open;
    await Promise.all([writes.close(), inserts.close(), reads.close()]);
    directory.release();
    await rm(temporaryFolder, { recursive: true, force: true });
  }

  #execute(statements: 'create' | 'drop'): Promise<void> {
    return this.#write(async (session) => {
      for (const statement of readStatements(statements)) await session.queryAsync(statement);
    });
  }

  async #read(
    name: string,
    parameters: Record<string, string>,
  ): Promise<readonly (readonly unknown[])[]> {
    const result = await this.#open.reads.run((session) =>
      session.queryBindAsync(readSql('clickhouse', name), parameters, { format: ANSWER_FORMAT }),
    );
    return parseLines(result.text());
  }

  #write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#during(() => this.#open.writes.run(work));
  }

  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new StorageError('CLOSED', 'clickhouse: this storage was closed');
    try {
      return await work();
    } catch (error) {
      throw toStorageError(error);
    }
  }
}
