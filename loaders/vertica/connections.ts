import type { VerticaConnection } from './connection';

/**
 * The connections of a storage: made when they are needed, used again while they are usable, and
 * never more than a given number at the same time.
 */
export class Connections {
  readonly #idle: VerticaConnection[] = [];
  readonly #waiting: (() => void)[] = [];
  #open = 0;

  constructor(
    private readonly connect: () => Promise<VerticaConnection>,
    private readonly limit: number,
  ) {}

  /** Takes over a connection that was made already. */
  adopt(connection: VerticaConnection): void {
    this.#open += 1;
    this.#idle.push(connection);
  }

  /**
   * Runs work on a connection of its own; the connection goes back when the work is over.
   *
   * @throws StorageError when no connection can be made, and what the work throws
   */
  async use<T>(work: (connection: VerticaConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      return await work(connection);
    } finally {
      await this.#giveBack(connection);
    }
  }

  /** Ends all connections; none may be in use. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    await Promise.all(idle.map((connection) => connection.close()));
    this.#open -= idle.length;
  }

  async #take(): Promise<VerticaConnection> {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle) {
        if (idle.isUsable) return idle;
        await this.#discard(idle);
        continue;
      }
      if (this.#open < this.limit) break;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#open += 1;
    try {
      return await this.connect();
    } catch (error) {
      this.#open -= 1;
      this.#waiting.shift()?.();
      throw error;
    }
  }

  async #giveBack(connection: VerticaConnection): Promise<void> {
    if (connection.isUsable) this.#idle.push(connection);
    else await this.#discard(connection);
    this.#waiting.shift()?.();
  }

  async #discard(connection: VerticaConnection): Promise<void> {
    this.#open -= 1;
    await connection.close();
  }
}
