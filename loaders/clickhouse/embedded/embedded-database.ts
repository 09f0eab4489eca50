import type { Session } from 'chdb';
import { ANSWER_FORMAT } from '../answer-cells';
import type { ClickHouseDatabase, DatabaseRow, StatementParameters } from '../database';
import { READ_SETTINGS } from '../pinned-settings';
import { StorageError } from '../../storage-error';
import { type DataDirectory, holdDataDirectory } from './data-directory';
import { type EmbeddedUrl, embeddedUrlText } from './open-embedded';
import { SessionQueue } from './session-queue';
import { sessionsIn } from './sessions';
import { toStorageError } from './translate-error';

class EmbeddedDatabase implements ClickHouseDatabase {
  readonly transport = 'embedded';
  readonly name: string;
  readonly url: string;
  readonly #writes: SessionQueue;
  readonly #reads: SessionQueue;
  #engineVersion = '';
  #closing: Promise<void> | undefined;

  constructor(
    url: EmbeddedUrl,
    readonly directory: DataDirectory,
  ) {
    this.name = url.database;
    this.url = embeddedUrlText(url);
    this.#writes = new SessionQueue(sessionsIn(directory, url.database, {}));
    this.#reads = new SessionQueue(sessionsIn(directory, url.database, READ_SETTINGS));
  }

  get engineVersion(): string {
    return this.#engineVersion;
  }

  async askVersion(): Promise<void> {
    const [[version] = []] = await this.rows('SELECT version()');
    this.#engineVersion = String(version);
  }

  execute(statement: string, parameters?: StatementParameters): Promise<void> {
    return this.#during(async () => {
      await this.#writes.run((session) =>
        parameters === undefined
          ? session.queryAsync(statement)
          : session.queryBindAsync(statement, { ...parameters }),
      );
    });
  }

  rows(statement: string, parameters?: StatementParameters): Promise<readonly DatabaseRow[]> {
    return this.#during(async () => {
      const ask = (session: Session): ReturnType<Session['queryAsync']> =>
        parameters === undefined
          ? session.queryAsync(statement, { format: ANSWER_FORMAT })
          : session.queryBindAsync(statement, { ...parameters }, { format: ANSWER_FORMAT });
      const text = (await this.#reads.run(ask)).text();
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as unknown[]);
    });
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#writes.close(), this.#reads.close()]).then(() => {
      this.directory.release();
    });
    return this.#closing;
  }

  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new StorageError('CLOSED', 'clickhouse: this database was closed');
    try {
      return await work();
    } catch (error) {
      throw toStorageError(error);
    }
  }
}

/**
 * Opens a database of a data directory of ClickHouse in this process; makes either when it is missing.
 *
 * @throws StorageError NO_DATABASE, LOCKED
 */
export async function openEmbeddedDatabase(url: EmbeddedUrl): Promise<ClickHouseDatabase> {
  const database = new EmbeddedDatabase(url, await holdDataDirectory(url.path));
  try {
    await database.askVersion();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
