/**
 * Faults on order: at a named message the double cuts the connection, stalls, or answers with an error.
 *
 * `receive` faults strike before the message has any effect; `send` faults strike after the effect
 * and before the message leaves. So a connection cut at `send commandComplete` of a COMMIT is a lost
 * response: the transaction is committed and the client cannot know it.
 */
import { VerticaError } from './errors';
import type { BackendName, FrontendName } from './wire';

export type FaultAction =
  /** Ends the connection in order (FIN). */
  | 'cut'
  /** Ends the connection at once (RST). */
  | 'reset'
  /** Does nothing until `release`, and then goes on. */
  | 'stall'
  /** Answers with this error instead of doing what was asked; only at `receive`. */
  | VerticaError;

export interface FaultRule {
  readonly at:
    | { readonly receive: FrontendName }
    | { readonly send: BackendName }
    /** Before the COPY's data byte with this number arrives, counted from 1. */
    | { readonly copyByte: number };
  /** Strikes at this occurrence, counted from 1 on from when the rule was added; 1 when left out. */
  readonly occurrence?: number;
  /** Only within a statement whose text matches. */
  readonly statement?: RegExp;
  readonly then: FaultAction;
}

/** A rule in force. It strikes once. */
export interface Fault {
  /** Resolves when the fault has struck. */
  readonly struck: Promise<void>;
  /** Ends a stall; the session goes on where it stood. */
  release(): void;
}

/** Where a session stands when it asks whether a fault strikes. */
export type FaultPoint =
  | { readonly receive: FrontendName }
  | { readonly send: BackendName }
  /** The data bytes of the COPY up to and with the piece at hand. */
  | { readonly copyBytes: number };

class OrderedFault implements Fault {
  readonly struck: Promise<void>;
  readonly released: Promise<void>;
  private strike!: () => void;
  release!: () => void;
  private occurrencesLeft: number;

  constructor(readonly rule: FaultRule) {
    this.occurrencesLeft = rule.occurrence ?? 1;
    this.struck = new Promise((resolve) => (this.strike = resolve));
    this.released = new Promise((resolve) => (this.release = resolve));
  }

  /** Counts an occurrence; true when this is the one to strike at. */
  meets(point: FaultPoint, statement: string): boolean {
    if (this.rule.statement?.test(statement) === false) return false;
    if (!this.isAt(point)) return false;
    this.occurrencesLeft -= 1;
    if (this.occurrencesLeft > 0) return false;
    this.strike();
    return true;
  }

  private isAt(point: FaultPoint): boolean {
    const { at } = this.rule;
    if ('copyByte' in at) return 'copyBytes' in point && point.copyBytes >= at.copyByte;
    if ('receive' in at) return 'receive' in point && point.receive === at.receive;
    return 'send' in point && point.send === at.send;
  }
}

/** A fault that strikes now. */
export interface StrikingFault {
  readonly then: FaultAction;
  /** For a stall: resolves when it is over. */
  readonly released: Promise<void>;
}

export class Faults {
  private readonly waiting = new Set<OrderedFault>();
  private readonly stalling = new Set<OrderedFault>();

  /** @throws RangeError for an error that is to be answered at a `send` point */
  add(rule: FaultRule): Fault {
    if ('send' in rule.at && rule.then instanceof VerticaError) {
      throw new RangeError('an error can only be the answer to a message that was received');
    }
    const fault = new OrderedFault(rule);
    this.waiting.add(fault);
    return fault;
  }

  /** Drops rules that have not struck and ends every stall. */
  clear(): void {
    this.waiting.clear();
    for (const fault of this.stalling) fault.release();
    this.stalling.clear();
  }

  /** Called by a session at every point; the first rule that is met strikes and is used up. */
  at(point: FaultPoint, statement: string): StrikingFault | undefined {
    for (const fault of this.waiting) {
      if (fault.meets(point, statement)) {
        this.waiting.delete(fault);
        if (fault.rule.then === 'stall') this.stalling.add(fault);
        return { then: fault.rule.then, released: fault.released };
      }
    }
    return undefined;
  }
}
