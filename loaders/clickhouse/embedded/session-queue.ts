import type { Session } from 'chdb';

/**
 * One session of the engine, used by one piece of work after the other.
 *
 * After any failure the session is closed and the next piece of work gets a new one: the engine
 * hands the partial output of a failed query to the query that follows it on the same session.
 */
export class SessionQueue {
  readonly #open: () => Promise<Session>;
  #session: Session | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param open makes a session that is ready for use */
  constructor(open: () => Promise<Session>) {
    this.#open = open;
  }

  /** Runs `work` when all that was given before has ended. */
  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#use(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits for the work that was given, then closes the session. */
  async close(): Promise<void> {
    await this.#last;
    this.#discard();
  }

  async #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    this.#session ??= await this.#open();
    try {
      return await work(this.#session);
    } catch (error) {
      this.#discard();
      throw error;
    }
  }

  #discard(): void {
    this.#session?.close();
    this.#session = undefined;
  }
}
