import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** The driver cuts what it reads into messages of 64 KiB; this is a few of them. */
const HIGH_WATER_BYTES = 256 * 1024;
/** Other work of the process gets its turn after so many chunks. */
const CHUNKS_A_TURN = 8;

/**
 * The data of a load, given to the driver no faster than the socket takes them. The driver itself
 * writes whatever it can read: without this a load of 500 MB is in memory as a whole.
 *
 * A failure of `chunks` is no `error` of the stream, which the driver would not notice; it calls
 * `onFailure`, and the stream ends there without an `end`.
 */
export class CopySource extends Readable {
  readonly #chunks: Iterator<Buffer>;
  readonly #socket: Socket;
  readonly #onFailure: (error: unknown) => void;
  #given = 0;

  constructor(chunks: Iterable<Buffer>, socket: Socket, onFailure: (error: unknown) => void) {
    super({ highWaterMark: HIGH_WATER_BYTES });
    this.#chunks = chunks[Symbol.iterator]();
    this.#socket = socket;
    this.#onFailure = onFailure;
  }

  override _read(): void {
    void this.#give();
  }

  async #give(): Promise<void> {
    try {
      await this.#roomInSocket();
      if (++this.#given % CHUNKS_A_TURN === 0) await setImmediate();
      if (this.destroyed) return;
      const next = this.#chunks.next();
      this.push(next.done === true ? null : next.value);
    } catch (error) {
      this.destroy();
      this.#onFailure(error);
    }
  }

  /** A socket that breaks never drains; whoever waits for the load's answer learns of it. */
  async #roomInSocket(): Promise<void> {
    const socket = this.#socket;
    if (!socket.writableNeedDrain || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }
}
