import type { ClickHouseClient } from '@clickhouse/client';
import { ANSWER_FORMAT } from '../answer-cells';
import type { ClickHouseDatabase, DatabaseRow, StatementParameters } from '../database';
import { connectHttp, type HttpConnection, type HttpUrl } from './open-http';
import { toStorageError } from './translate-error';

class HttpDatabase implements ClickHouseDatabase {
  readonly transport = 'http';
  readonly url: string;
  readonly engineVersion: string;
  readonly #client: ClickHouseClient;
  readonly #readSettings: HttpConnection['readSettings'];

  constructor(
    readonly name: string,
    { client, engineVersion, readSettings, shownUrl }: HttpConnection,
  ) {
    this.url = shownUrl;
    this.engineVersion = engineVersion;
    this.#client = client;
    this.#readSettings = readSettings;
  }

  async execute(statement: string, parameters: StatementParameters = {}): Promise<void> {
    await this.#client
      .command({
        query: statement,
        query_params: parameters,
        clickhouse_settings: { wait_end_of_query: 1 },
      })
      .catch((error: unknown) => {
        throw toStorageError(error);
      });
  }

  async rows(
    statement: string,
    parameters: StatementParameters = {},
  ): Promise<readonly DatabaseRow[]> {
    try {
      const answer = await this.#client.query({
        query: statement,
        format: ANSWER_FORMAT,
        query_params: parameters,
        clickhouse_settings: { ...this.#readSettings, wait_end_of_query: 1 },
      });
      return await answer.json<unknown[]>();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/**
 * Connects to a database of a ClickHouse server, which must exist.
 *
 * @throws StorageError BAD_URL, UNREACHABLE, UNAUTHENTICATED, NO_DATABASE
 */
export async function openHttpDatabase(url: HttpUrl): Promise<ClickHouseDatabase> {
  return new HttpDatabase(url.database, await connectHttp(url));
}
