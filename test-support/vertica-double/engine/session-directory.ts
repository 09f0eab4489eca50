/** A session as the others see it, in v_monitor.sessions. */
export interface ListedSession {
  readonly id: string;
  readonly user: string;
  /** What the client calls itself; changed by SET_CLIENT_LABEL. */
  label: string;
  readonly isInTransaction: () => boolean;
  /** Ends the session: its statement is stopped, its transaction rolled back, its socket closed. */
  readonly close: () => void;
}

/** The sessions of a server. One is listed until its transaction is over, also while it is closing. */
export class SessionDirectory {
  private readonly sessions = new Map<string, ListedSession>();

  add(session: ListedSession): void {
    this.sessions.set(session.id, session);
  }

  remove(id: string): void {
    this.sessions.delete(id);
  }

  list(): readonly ListedSession[] {
    return [...this.sessions.values()];
  }

  find(id: string): ListedSession | undefined {
    return this.sessions.get(id);
  }
}
