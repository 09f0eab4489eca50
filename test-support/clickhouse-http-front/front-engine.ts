import { randomUUID } from 'node:crypto';
import { Session } from 'chdb';
import type { FrontRequest } from './front-request';

export interface FrontAnswer {
  readonly body: Uint8Array;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly elapsedMs: number;
}

/** An exception of the engine, in the words of ClickHouse's HTTP interface. */
export class FrontException extends Error {
  override readonly name = 'FrontException';

  constructor(
    readonly code: number,
    text: string,
  ) {
    super(text);
  }
}

function toFrontException(error: unknown): unknown {
  const exception = /Code: (\d+)\. .*/s.exec(error instanceof Error ? error.message : '');
  return exception ? new FrontException(Number(exception[1]), exception[0]) : error;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** `INSERT INTO t FORMAT X` with the data of a file; inline data would end at its first empty line. */
export function insertFromFile(statement: string, file: string): string {
  const insert = /^\s*(INSERT\s+INTO\s.+?)\s+FORMAT\s+(\w+)\s*$/is.exec(statement);
  if (!insert)
    throw new FrontException(
      62,
      'Code: 62. DB::Exception: the front takes a body only for INSERT ... FORMAT. (SYNTAX_ERROR)',
    );
  return `${insert[1]} FROM INFILE ${quoted(file)} COMPRESSION 'none' FORMAT ${insert[2]}`;
}

/** The statement of schemas/clickhouse/durable/end-insert.sql, comments aside. */
const KILL_BY_QUERY_ID = /^(\s*--.*\n)*\s*KILL\s+QUERY\s+WHERE\s+query_id\b/;

/** Embedded ClickHouse, used as a server is: every request brings its own database and settings. */
export class FrontEngine {
  readonly #path: string;
  /** Keeps the engine up while the sessions of requests come and go. */
  readonly #anchor: Session;
  /** Statements of clients that named them, by their query ids. */
  readonly #named = new Map<string, { readonly mark: string; readonly ended: Promise<unknown> }>();

  constructor(path: string) {
    this.#path = path;
    this.#anchor = new Session(path);
  }

  /**
   * Runs one statement in a session of its own, because settings would stay in it. The engine gives
   * its queries ids of its own, so those of clients are kept here.
   *
   * @param aborted ends the statement when it aborts
   * @throws FrontException
   */
  async run(statement: string, request: FrontRequest, aborted: AbortSignal): Promise<FrontAnswer> {
    const { queryId, settings } = request;
    if (KILL_BY_QUERY_ID.test(statement)) return this.#killNamed(settings.param_query_id ?? '');
    if (this.#named.has(queryId)) {
      throw new FrontException(
        216,
        `Code: 216. DB::Exception: Query with id = ${queryId} is already running. (QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING)`,
      );
    }
    const mark = `/* front ${randomUUID()} */`;
    const answer = this.#runMarked(mark, statement, request, aborted);
    if (queryId !== '') {
      const ended = answer.then(
        () => this.#named.delete(queryId),
        () => this.#named.delete(queryId),
      );
      this.#named.set(queryId, { mark, ended });
    }
    return answer;
  }

  async #runMarked(
    mark: string,
    statement: string,
    { database, settings }: FrontRequest,
    aborted: AbortSignal,
  ): Promise<FrontAnswer> {
    const session = new Session(this.#path);
    const kill = (): void => void this.#kill(mark);
    aborted.addEventListener('abort', kill);
    const startedAt = performance.now();
    try {
      await session.queryBindAsync('USE {database:Identifier}', { database });
      for (const [name, value] of Object.entries(settings)) {
        if (!/^\w+$/.test(name)) {
          throw new FrontException(
            115,
            `Code: 115. DB::Exception: Setting ${name} is neither a builtin setting nor a parameter. (UNKNOWN_SETTING)`,
          );
        }
        await session.queryAsync(`SET ${name} = ${quoted(value)}`);
      }
      const result = await session.queryAsync(`${mark} ${statement}`, { format: 'TabSeparated' });
      return {
        body: result.bytes(),
        rowsRead: result.rowsRead,
        bytesRead: result.bytesRead,
        elapsedMs: performance.now() - startedAt,
      };
    } catch (error) {
      throw toFrontException(error);
    } finally {
      aborted.removeEventListener('abort', kill);
      session.close();
    }
  }

  close(): void {
    this.#anchor.close();
  }

  /** The query of that id, and those whose ids continue it behind a slash, have ended when this resolves. */
  async #killNamed(queryId: string): Promise<FrontAnswer> {
    const startedAt = performance.now();
    const found = [...this.#named].filter(([id]) => id === queryId || id.startsWith(`${queryId}/`));
    for (const [, { mark, ended }] of found) {
      await this.#kill(mark);
      await ended;
    }
    const elapsedMs = performance.now() - startedAt;
    return { body: new Uint8Array(), rowsRead: 0, bytesRead: 0, elapsedMs };
  }

  async #kill(mark: string): Promise<void> {
    const session = new Session(this.#path);
    try {
      await session.queryAsync(`KILL QUERY WHERE startsWith(query, ${quoted(mark)}) ASYNC`);
    } finally {
      session.close();
    }
  }
}
