import type { ClickHouseClient } from '@clickhouse/client';
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
import type { InsertFormat } from './insert-format';
import { insertByJsonEachRow } from './insert-json-each-row';
import { insertByNative } from './insert-native';
import { toStorageError } from './translate-error';

/** Every way in by its name, the fastest first. */
const INSERT_FORMATS: ReadonlyMap<string, InsertFormat> = new Map([
  ['native', insertByNative],
  ['json-each-row', insertByJsonEachRow],
]);

/** An exception in the middle of an answer shall come as an error and not as a cut answer. */
const WHOLE_ANSWER = { wait_end_of_query: 1 } as const;

const SUPPORTED = { status: 'supported' } as const;

/**
 * A ClickHouse server. A batch is stored whole or not at all within each month of its marks; a
 * fault between two months leaves the months before, and sending the batch again under its token
 * adds what is missing.
 */
export class HttpStorage implements DurableSink {
  readonly capabilities: StorageCapabilities = {
    reads: SUPPORTED,
    deduplication: SUPPORTED,
    'concurrent-reads': SUPPORTED,
    durability: SUPPORTED,
    'durable-sink': SUPPORTED,
  };
  readonly formats = [...INSERT_FORMATS.keys()];

  readonly #client: ClickHouseClient;
  readonly #readSettings: Readonly<Record<string, string>>;
  readonly #durableReads = new DurableReads((name, parameters) =>
    this.#query(readSql('clickhouse', name), parameters),
  );
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /**
   * @param client logged in to the storage's database; this object's from here on
   * @param readSettings for every question; all known to the server
   */
  constructor(
    client: ClickHouseClient,
    readSettings: Readonly<Record<string, string>>,
    readonly identity: StorageIdentity,
  ) {
    this.#client = client;
    this.#readSettings = readSettings;
  }

  createSchema(): Promise<void> {
    return this.#execute('create');
  }

  dropSchema(): Promise<void> {
    return this.#execute('drop');
  }

  replaceFilms(films: readonly Film[]): Promise<void> {
    return this.#during(async () => {
      const staging = stagingTable();
      const onStaging = (step: string): Promise<unknown> =>
        this.#client.command({
          query: readSql('clickhouse', `films/${step}`),
          query_params: { staging },
        });
      await onStaging('stage');
      try {
        await this.#client.insert({
          table: staging,
          values: films.map(filmRow),
          format: 'JSONEachRow',
          clickhouse_settings: INSERT_SETTINGS,
        });
        await onStaging('publish');
      } finally {
        await onStaging('unstage');
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
      const settings = { ...INSERT_SETTINGS, insert_deduplication_token: options.token };
      if (!origin) {
        const receipt = await insertBatch({ client: this.#client, settings }, columns);
        return { rows, ...receipt };
      }
      const { deadlineMs } = options as DurableInsertOptions;
      const abort = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
      const target = { client: this.#client, settings, queryId: options.token };
      try {
        const receipt = await insertBatch({ ...target, ...(abort && { abort }) }, columns, origin);
        return { rows, ...receipt };
      } catch (cause) {
        if (abort?.aborted !== true) throw cause;
        throw new StorageError(
          'TIMEOUT',
          `clickhouse: no answer to an insert of ${rows} rows in ${deadlineMs!} ms`,
          { cause },
        );
      }
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

  endInsert(token: string): Promise<void> {
    return this.#during(async () => {
      await this.#client.command({
        query: readSql('clickhouse', 'durable/end-insert'),
        query_params: { query_id: token },
      });
    });
  }

  ask(question: QuestionName, parameters: QuestionParameters = {}): Promise<readonly AnswerRow[]> {
    return this.#during(async () => {
      const rows = await this.#query(
        readSql('clickhouse', `queries/${question}`),
        queryParameters(question, parameters),
      );
      return rows.map((values) => answerRow(question, values));
    });
  }

  size(): Promise<StorageSize> {
    return this.#during(async () => {
      await this.#client.command({ query: readSql('clickhouse', 'settle') });
      return storageSize((statement) => this.#query(statement));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#client.close();
  }

  #execute(statements: 'create' | 'drop'): Promise<void> {
    return this.#during(async () => {
      for (const query of readStatements(statements)) await this.#client.command({ query });
    });
  }

  async #query(
    query: string,
    parameters: Record<string, string> = {},
  ): Promise<readonly unknown[][]> {
    const answer = await this.#client.query({
      query,
      format: ANSWER_FORMAT,
      query_params: parameters,
      clickhouse_settings: { ...this.#readSettings, ...WHOLE_ANSWER },
    });
    return answer.json<unknown[]>();
  }

  /** Runs work that `close` waits for. */
  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new StorageError('CLOSED', 'clickhouse: this storage was closed');
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
