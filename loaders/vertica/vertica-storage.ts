import type { Film, MarkColumns } from '../../marks';
import { type AnswerRow, type QuestionName, type QuestionParameters, readSql } from '../../schemas';
import type { DurableInsertOptions, DurableSink } from '../durable-sink';
import { checkInsert, originOf } from '../insert-request';
import { bindParameters } from '../question-parameters';
import type {
  InsertOptions,
  InsertReceipt,
  StorageCapabilities,
  StorageIdentity,
  StorageSize,
} from '../storage';
import { StorageError } from '../storage-error';
import { answerRow } from './cells';
import type { VerticaConnection } from './connection';
import type { Connections } from './connections';
import { withinDeadline } from './deadline';
import { greatestOffset, offsetsPresent } from './durable-reads';
import { filmRows, genreRows } from './film-rows';
import { insertByCopy } from './insert-copy';
import type { HandOver, InsertFormat } from './insert-format';
import { insertByValues } from './insert-values';
import { load } from './load';
import { endInserts, labelSession } from './session-label';
import { isDuplicateKey, toStorageError } from './translate-error';
import { readStatement, readStatements } from './vertica-sql';

const SUPPORTED = { status: 'supported' } as const;

/** Every way in by its name, the fastest first. */
const INSERT_FORMATS: ReadonlyMap<string, InsertFormat> = new Map([
  ['copy', insertByCopy],
  ['values', insertByValues],
]);

/** Octets that insert_tokens keeps of a token. */
const MAX_TOKEN_BYTES = 4000;

const MARK_FIELDS = ['mark_id', 'user_id', 'film_id', 'position_s', 'event_time', 'platform'];

/**
 * A Vertica server. A batch and its token are one transaction. The token comes last: from then to the
 * commit the server lets no other session check a token, and a load in that time would be waited for.
 */
export class VerticaStorage implements DurableSink {
  readonly capabilities: StorageCapabilities = {
    reads: SUPPORTED,
    deduplication: SUPPORTED,
    'concurrent-reads': SUPPORTED,
    durability: SUPPORTED,
    'durable-sink': SUPPORTED,
  };
  readonly formats = [...INSERT_FORMATS.keys()];

  readonly #connections: Connections;
  readonly #schema: string;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** @param schema a plain identifier, in which the connections look up names */
  constructor(
    connections: Connections,
    schema: string,
    readonly identity: StorageIdentity,
  ) {
    this.#connections = connections;
    this.#schema = schema;
  }

  createSchema(): Promise<void> {
    return this.#during(async (connection) => {
      if (this.#schema !== 'public') {
        await connection.run(`CREATE SCHEMA IF NOT EXISTS ${this.#schema}`);
      }
      for (const statement of readStatements('create')) await connection.run(statement);
    });
  }

  dropSchema(): Promise<void> {
    return this.#during(async (connection) => {
      for (const statement of readStatements('drop')) await connection.run(statement);
    });
  }

  replaceFilms(films: readonly Film[]): Promise<void> {
    return this.#during((connection) =>
      inTransaction(connection, async () => {
        for (const statement of readStatements('films/delete')) await connection.run(statement);
        const ofFilms = filmRows(films);
        await load(
          connection,
          readSql('vertica', 'films/copy-films'),
          ofFilms.rows,
          ofFilms.chunks(),
        );
        const ofGenres = genreRows(films);
        await load(
          connection,
          readSql('vertica', 'films/copy-genres'),
          ofGenres.rows,
          ofGenres.chunks(),
        );
        return 'commit';
      }),
    );
  }

  insert(
    columns: MarkColumns,
    options: InsertOptions | DurableInsertOptions,
  ): Promise<InsertReceipt> {
    const deadlineMs = 'deadlineMs' in options ? options.deadlineMs : undefined;
    return withinDeadline(deadlineMs, (deadline) =>
      this.#during((connection) => this.#insert(connection, columns, options, deadline)),
    );
  }

  offsetsPresent(
    topic: string,
    partition: number,
    first: bigint,
    last: bigint,
  ): Promise<BigInt64Array> {
    return this.#reading((connection) => offsetsPresent(connection, topic, partition, first, last));
  }

  greatestOffset(topic: string, partition: number, from: bigint): Promise<bigint | null> {
    return this.#reading((connection) => greatestOffset(connection, topic, partition, from));
  }

  endInsert(token: string): Promise<void> {
    return this.#reading((connection) => endInserts(connection, token));
  }

  ask(question: QuestionName, parameters: QuestionParameters = {}): Promise<readonly AnswerRow[]> {
    return this.#reading(async (connection) => {
      const bound = new Map(
        bindParameters(question, parameters).map(({ name, value }) => [name, value]),
      );
      const { text, names } = readStatement(`queries/${question}`);
      const values = names.map((name) => bound.get(name)!);
      const { rows } = await connection.runPrepared(question, text, values);
      return rows.map((row) => answerRow(question, row));
    });
  }

  /**
   * `bytes` counts all projections on all nodes, with the copies that K-safety asks for; `columns`
   * adds up each field over them.
   */
  size(): Promise<StorageSize> {
    return this.#during(async (connection) => {
      const counted = await connection.run(readSql('vertica', 'count-marks'));
      for (const statement of readStatements('settle')) {
        await connection.run(statement.replaceAll('{schema}', this.#schema));
      }
      const { rows } = await connection.run(readSql('vertica', 'size'));
      await connection.run('COMMIT');
      const columns = rows.map(({ column_name, bytes }) => ({
        table: 'view_marks',
        column: String(column_name),
        bytes: Number(bytes),
      }));
      return {
        rows: Number(counted.rows[0]?.marks),
        bytes: columns.reduce((total, { bytes }) => total + bytes, 0),
        columns: columns.filter(({ column }) => MARK_FIELDS.includes(column)),
      };
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #insert(
    connection: VerticaConnection,
    columns: MarkColumns,
    options: InsertOptions | DurableInsertOptions,
    deadline: AbortSignal,
  ): Promise<InsertReceipt> {
    const format = INSERT_FORMATS.get(checkInsert('vertica', this.formats, columns, options))!;
    const { token } = options;
    if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) {
      throw new StorageError(
        'BAD_OPTION',
        `vertica: the token is longer than ${MAX_TOKEN_BYTES} bytes`,
      );
    }
    const { rows } = columns;
    if (rows === 0) return { rows, wireBytes: 0, encodeMs: 0, serverMs: 0 };
    // It may have come while another insert had the connection.
    deadline.throwIfAborted();
    const giveUp = (): void => {
      connection.giveUp(deadline.reason as StorageError);
    };
    deadline.addEventListener('abort', giveUp);
    try {
      const startedAt = performance.now();
      let handOver: HandOver = { wireBytes: 0, encodeMs: 0 };
      await unlessKnown(() =>
        inTransaction(connection, async () => {
          await labelSession(connection, token);
          handOver = await format(connection, columns, originOf(options));
          return (await remember(connection, token)) ? 'commit' : 'roll back';
        }),
      );
      const { wireBytes, encodeMs } = handOver;
      return { rows, wireBytes, encodeMs, serverMs: performance.now() - startedAt - encodeMs };
    } finally {
      deadline.removeEventListener('abort', giveUp);
    }
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#connections.close();
  }

  /** As `#during`, for work that only reads; whoever asked need not wait for what ends it. */
  #reading<T>(work: (connection: VerticaConnection) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#during(async (connection) => {
        resolve(await work(connection));
        // Reading has opened a transaction.
        await connection.run('COMMIT');
      }).catch(reject);
    });
  }

  /** Runs work that `close` waits for, on a connection of its own. */
  async #during<T>(work: (connection: VerticaConnection) => Promise<T>): Promise<T> {
    if (this.#closing) throw new StorageError('CLOSED', 'vertica: this storage was closed');
    const running = this.#connections.use(work);
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

/** Writes the token unless it is there, and says whether it was not. */
async function remember(connection: VerticaConnection, token: string): Promise<boolean> {
  const { text, names } = readStatement('inserts/token');
  const result = await connection.runPrepared(
    'token',
    text,
    names.map(() => token),
  );
  return result.rows[0]?.OUTPUT === 1;
}

/** Another session that commits the same token first is as good as having seen it before. */
async function unlessKnown(insert: () => Promise<void>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!(error instanceof StorageError && isDuplicateKey(error.cause))) throw error;
  }
}

/** Ends the transaction as `work` says, and by rolling back when that or the work fails. */
async function inTransaction(
  connection: VerticaConnection,
  work: () => Promise<'commit' | 'roll back'>,
): Promise<void> {
  try {
    const end = await work();
    await connection.run(end === 'commit' ? 'COMMIT' : 'ROLLBACK');
  } catch (error) {
    // A connection in an unknown state is closed, and the server rolls back.
    if (connection.isUsable) await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
