import type { Session } from 'chdb';
import { SessionQueue } from './session-queue';

/**
 * Sessions that insert at the same time. An insert sorts and compresses its batch in one thread, so
 * several use the cores that one leaves idle; more than four did not load faster on two cores, and
 * each holds a batch in memory. See docs/storages/loading.md.
 */
const SESSIONS = 4;

interface Lane {
  readonly queue: SessionQueue;
  /** Pieces of work given and not ended. */
  waiting: number;
}

/** Inserts side by side, each in the session with the least to do; a session is opened when it is needed. */
export class InsertSessions {
  readonly #lanes: readonly Lane[];

  /** @param open makes a session that is ready for use */
  constructor(open: () => Promise<Session>) {
    this.#lanes = Array.from({ length: SESSIONS }, () => ({
      queue: new SessionQueue(open),
      waiting: 0,
    }));
  }

  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const lane = this.#lanes.reduce((least, next) => (next.waiting < least.waiting ? next : least));
    lane.waiting++;
    try {
      return await lane.queue.run(work);
    } finally {
      lane.waiting--;
    }
  }

  /** Waits for the work that was given, then closes the sessions. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ queue }) => queue.close()));
  }
}
