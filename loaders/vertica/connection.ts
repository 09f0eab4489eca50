/**
 * One connection of the driver, with its defects worked around. Each of them is shown by a test in
 * `driver-defects.test.ts`:
 * - a prepared statement that fails while it runs makes the driver answer the next query too early,
 *   with no rows: after a failure in a prepared statement the connection is not used again;
 * - a load has no backpressure, its source is read on after the server has refused it, and a source
 *   that fails hangs it, see `CopySource`;
 * - `end` of a lost connection never resolves.
 */
import type vertica from 'vertica-nodejs';
import { StorageError } from '../storage-error';
import { CopySource } from './copy-source';
import { errorCode, isServerReport, toStorageError } from './translate-error';

export interface CopyResult {
  readonly rowsLoaded: number;
  /** Numbers of the rows that the server rejected, 1-based. */
  readonly rejectedRows: readonly bigint[];
}

export class VerticaConnection {
  readonly #client: vertica.Client;
  readonly #lost: Promise<never>;
  #lose!: (error: StorageError) => void;
  #usable = true;

  /**
   * @param client connected; this object's from here on
   * @param requestTimeoutMs without an answer, after which a statement is given up with the connection
   */
  constructor(
    client: vertica.Client,
    readonly requestTimeoutMs: number,
  ) {
    this.#client = client;
    this.#lost = new Promise((_, reject) => {
      this.#lose = (error) => {
        this.#usable = false;
        reject(error);
      };
    });
    client.on('error', (cause) => {
      this.#lose(connectionLost(cause));
    });
    client.on('end', () => {
      this.#lose(connectionLost('the server closed it'));
    });
    // Whoever waits for an answer is told; when nobody does, the next one is.
    this.#lost.catch(() => undefined);
  }

  /** False when it is lost or in a state of which nothing is known. */
  get isUsable(): boolean {
    return this.#usable;
  }

  /** Runs a statement without parameters. @throws StorageError */
  async run(text: string): Promise<vertica.QueryResult> {
    return this.#answer(() => this.#client.query(text));
  }

  /**
   * Runs a statement that stays prepared.
   *
   * @param name by which this connection knows the text; one text for each name
   * @throws StorageError, after which the connection is not usable
   */
  async runPrepared(
    name: string,
    text: string,
    values: readonly vertica.Parameter[],
  ): Promise<vertica.QueryResult> {
    try {
      return await this.#answer(() => this.#client.query({ name, text, values }));
    } catch (error) {
      this.#usable = false;
      throw error;
    }
  }

  /**
   * Runs `COPY ... FROM LOCAL STDIN` with these data. They are asked for one by one, as the server
   * takes them.
   *
   * @throws StorageError for what the server reports, or whatever the data's iterator throws; the
   *   connection stays usable after both
   */
  async copy(text: string, chunks: Iterable<Buffer>): Promise<CopyResult> {
    const { connection } = this.#client;
    let failure: { readonly error: unknown } | undefined;
    const copyStream = new CopySource(chunks, connection.stream, (error) => {
      failure = { error };
      const message = error instanceof Error ? error.message : String(error);
      connection.sendCopyError('', 0, '', message);
    });
    try {
      const result = await this.#answer(() => this.#client.query({ text, copyStream }));
      return {
        rowsLoaded: Number(result.rows[0]?.['Rows Loaded']),
        rejectedRows: result.getRejectedRows(),
      };
    } catch (error) {
      // The server's report of the client's own failure says less than the failure.
      throw failure ? failure.error : error;
    } finally {
      copyStream.destroy();
    }
  }

  /** Cuts the connection; whoever waits for an answer gets this error. */
  giveUp(error: StorageError): void {
    this.#lose(error);
    this.#client.connection.stream.destroy();
  }

  /** Says goodbye, unless the connection is lost or in an unknown state. */
  async close(): Promise<void> {
    if (!this.#usable) {
      this.#client.connection.stream.destroy();
      return;
    }
    this.#usable = false;
    await Promise.race([this.#client.end(), this.#lost.catch(() => undefined)]);
  }

  async #answer(ask: () => Promise<vertica.QueryResult>): Promise<vertica.QueryResult> {
    if (!this.#usable) throw connectionLost('it was given up after a failure');
    const query = ask();
    query.catch(() => undefined);
    const timer = setTimeout(() => {
      this.giveUp(new StorageError('TIMEOUT', 'vertica: the server did not answer in time'));
    }, this.requestTimeoutMs);
    try {
      return await Promise.race([query, this.#lost]);
    } catch (error) {
      if (isServerReport(error) && error.severity !== 'FATAL') throw toStorageError(error);
      this.#usable = false;
      throw error instanceof StorageError ? error : connectionLost(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function connectionLost(cause: unknown): StorageError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageError('CONNECTION_LOST', `vertica: the connection broke: ${reason}`, {
    engineCode: errorCode(cause),
    cause,
  });
}
