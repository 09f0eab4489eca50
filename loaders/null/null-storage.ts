import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeCsv, encodeJsonLines, encodeNative, encodeTsv, type MarkColumns } from '../../marks';
import { version as packageVersion } from '../../package.json';
import { checkInsert } from '../insert-request';
import type {
  InsertOptions,
  InsertReceipt,
  Storage,
  StorageCapabilities,
  StorageIdentity,
} from '../storage';
import { StorageError } from '../storage-error';

const ENCODERS: ReadonlyMap<string, (columns: MarkColumns) => Buffer> = new Map([
  ['native', encodeNative],
  ['tsv', encodeTsv],
  ['csv', encodeCsv],
  ['json-each-row', encodeJsonLines],
]);

const UNSUPPORTED = { status: 'unsupported', reason: 'null: keeps nothing' } as const;

/** Encodes every batch and throws it away: what a client costs before any engine does its part. */
export class NullStorage implements Storage {
  readonly identity: StorageIdentity = {
    engine: 'null',
    engineVersion: packageVersion,
    transport: 'none',
    client: `viewmarks ${packageVersion}`,
    url: 'null:',
    settings: {},
  };
  readonly capabilities: StorageCapabilities = {
    reads: UNSUPPORTED,
    deduplication: UNSUPPORTED,
    'concurrent-reads': UNSUPPORTED,
    durability: UNSUPPORTED,
    'durable-sink': UNSUPPORTED,
  };
  readonly formats = [...ENCODERS.keys()];

  #closed = false;

  createSchema(): Promise<void> {
    return this.#unlessClosed(() => undefined);
  }

  dropSchema(): Promise<void> {
    return this.#unlessClosed(() => undefined);
  }

  replaceFilms(): Promise<void> {
    return this.#unlessClosed(() => undefined);
  }

  /** `wireBytes` is what would have been sent, `serverMs` is 0: there is no server. */
  insert(columns: MarkColumns, options: InsertOptions): Promise<InsertReceipt> {
    return this.#unlessClosed(() => {
      const encode = ENCODERS.get(checkInsert('null', this.formats, columns, options))!;
      const { rows } = columns;
      if (rows === 0) return { rows, wireBytes: 0, encodeMs: 0, serverMs: 0 };
      const startedAt = performance.now();
      const { length: wireBytes } = encode(columns);
      return { rows, wireBytes, encodeMs: performance.now() - startedAt, serverMs: 0 };
    });
  }

  ask(): Promise<never> {
    return this.#unlessClosed(() => {
      throw new StorageError('UNSUPPORTED', UNSUPPORTED.reason);
    });
  }

  size(): Promise<never> {
    return this.ask();
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  async #unlessClosed<T>(work: () => T): Promise<T> {
    if (this.#closed) throw new StorageError('CLOSED', 'null: this storage was closed');
    // A loop of inserts would otherwise keep signals and timers waiting for ever.
    await nextTurn();
    return work();
  }
}
