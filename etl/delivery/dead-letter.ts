import type { RefusalReason } from './record-decoder';

/** A record that cannot be a row, with everything that it was. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** The original bytes, copied; null when the record had none. */
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
  readonly reason: RefusalReason;
}

/** Where dead letters are kept. */
export interface DeadLetterSink {
  /** Resolves when all of them are acknowledged. A letter that comes again replaces its first copy. */
  write(letters: readonly DeadLetter[]): Promise<void>;
}
