import type { Session } from 'chdb';
import type { DurableInsertOptions } from '../../durable-sink';
import { StorageError } from '../../storage-error';
import { settingsClause, sqlString } from '../sql-text';

/** Inserts with an origin that this process has begun and that have not ended, by their tokens. */
export class RunningInserts {
  readonly #openSession: () => Session;
  readonly #running = new Map<Promise<void>, string>();

  /** @param openSession makes a session beside the one that inserts */
  constructor(openSession: () => Session) {
    this.#openSession = openSession;
  }

  /**
   * Waits for an insert, at most for its deadline.
   *
   * @throws StorageError TIMEOUT; the insert goes on, and {@link end} knows it
   */
  async track<T>(insert: Promise<T>, { token, deadlineMs }: DurableInsertOptions): Promise<T> {
    const ended: Promise<void> = insert.then(
      () => void this.#running.delete(ended),
      () => void this.#running.delete(ended),
    );
    this.#running.set(ended, token);
    if (deadlineMs === undefined) return insert;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(
          new StorageError('TIMEOUT', `clickhouse: an insert took more than ${deadlineMs} ms`),
        );
      }, deadlineMs);
    });
    try {
      return await Promise.race([insert, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends what runs under the token, or under one that continues it behind a slash. */
  async end(token: string): Promise<void> {
    const own = [...this.#running].filter(
      ([, running]) => running === token || running.startsWith(`${token}/`),
    );
    await Promise.all(
      own.map(async ([ended, running]) => {
        await this.#kill(running);
        await ended;
      }),
    );
  }

  /** An insert that waits for its turn is not found, and is waited for. */
  async #kill(token: string): Promise<void> {
    const setting = settingsClause({ insert_deduplication_token: token }).replace('SETTINGS ', '');
    const session = this.#openSession();
    try {
      // ASYNC: the engine does not answer a SYNC one while the process that asks is the one that runs it.
      await session.queryAsync(
        `KILL QUERY WHERE startsWith(query, 'INSERT') AND position(query, ${sqlString(setting)}) > 0 ASYNC`,
      );
    } finally {
      session.close();
    }
  }
}
