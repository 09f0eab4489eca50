import type { Film, MarkColumns } from '../marks';
import type { AnswerRow, QuestionName, QuestionParameters } from '../schemas';

/** Who answered: printed in every report beside the figures. */
export interface StorageIdentity {
  readonly engine: 'clickhouse' | 'duckdb' | 'vertica' | 'null';
  /** As the engine itself reports it; for `null` the package's version. */
  readonly engineVersion: string;
  /** `embedded` runs inside this process, `http` and `tcp` talk to a server. */
  readonly transport: 'embedded' | 'http' | 'tcp' | 'none';
  /** The client package and its version: `chdb 3.4.0`. */
  readonly client: string;
  /** The storage's URL without its password. */
  readonly url: string;
  /** Settings that this loader pins and that could change a figure, by their engine names. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Everything that an engine may be unable to do; the contract suite asks, and never guesses. */
export const CAPABILITIES = [
  /** Rows can be read back: `ask` and `size` answer. */
  'reads',
  /** An insert whose token was seen before leaves no second copy of its rows. */
  'deduplication',
  /** Reads are answered while an insert of another connection is under way. */
  'concurrent-reads',
  /** What was acknowledged is there after close and open. */
  'durability',
  /** Rows keep the Kafka offsets that they came from and can be asked for them: see `DurableSink`. */
  'durable-sink',
] as const;

export type CapabilityName = (typeof CAPABILITIES)[number];

export type Capability =
  { readonly status: 'supported' } | { readonly status: 'unsupported'; readonly reason: string };

export type StorageCapabilities = Readonly<Record<CapabilityName, Capability>>;

export interface InsertOptions {
  /**
   * Names the batch: inserting again under the same token, with the same rows, leaves one copy.
   * Not empty. What an engine does when the rows differ is undefined: the first batch may win.
   */
  readonly token: string;
  /** One of the storage's `formats`; the first of them, its fastest, when left out. */
  readonly format?: string;
}

export interface InsertReceipt {
  /** Rows that the storage acknowledged (also when it recognised the token and kept the first copy). */
  readonly rows: number;
  /** Bytes handed to the engine or sent over the wire, before any transport compression. */
  readonly wireBytes: number;
  /** Wall milliseconds in which this process turned columns into that form. */
  readonly encodeMs: number;
  /** Wall milliseconds from hand-over to acknowledgement. */
  readonly serverMs: number;
}

export interface ColumnSize {
  readonly table: string;
  readonly column: string;
  /** On disk, compressed. */
  readonly bytes: number;
}

export interface StorageSize {
  /** Rows of the marks table. */
  readonly rows: number;
  /** Bytes on disk of the marks table after merges or checkpoint, compressed. */
  readonly bytes: number;
  /** Per column, where the engine can tell; empty where it cannot. */
  readonly columns: readonly ColumnSize[];
}

/**
 * One storage of view marks. Every method rejects with a `StorageError`.
 *
 * Methods may be called at the same time; an engine that cannot work in parallel queues them.
 * After `close` every other method rejects with code `CLOSED`; `close` itself may be called again.
 */
export interface Storage {
  readonly identity: StorageIdentity;
  readonly capabilities: StorageCapabilities;
  /** Names of the insert formats this loader has, the fastest first; never empty. */
  readonly formats: readonly string[];
  /** Creates what is missing of the tables; keeps what is there. */
  createSchema(): Promise<void>;
  /** Removes this schema's tables with their rows; no error when they are not there. */
  dropSchema(): Promise<void>;
  /** Replaces the whole films catalogue. */
  replaceFilms(films: readonly Film[]): Promise<void>;
  /** Resolves when the engine has acknowledged all rows; a batch is stored whole or not at all. 0 rows: no-op. */
  insert(columns: MarkColumns, options: InsertOptions): Promise<InsertReceipt>;
  /** Rows in the question's order, cells as the question's columns say. Missing parameters take their defaults. */
  ask(question: QuestionName, parameters?: QuestionParameters): Promise<readonly AnswerRow[]>;
  /** Lets the engine finish merges or checkpoint, then measures. */
  size(): Promise<StorageSize>;
  close(): Promise<void>;
}
