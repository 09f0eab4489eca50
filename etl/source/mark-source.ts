/**
 * The seam between Kafka and delivery. Offsets are numbers: at a million records a second a partition
 * reaches 2^53 after 285 years.
 */

/** One period in which this process owns a partition. A partition that comes back has a new one. */
export interface Assignment {
  readonly topic: string;
  readonly partition: number;
  /** Greater than that of every assignment before, of any partition. */
  readonly epoch: number;
  /**
   * False from the moment at which this member knows that the partition is no longer its own. To be
   * asked again after every await: the broker accepts commits of live members that own nothing.
   */
  isCurrent(): boolean;
}

/** The group's durable word on a partition. */
export interface CommittedOffset {
  /** The first record that is not done with; null when the group has never committed. */
  readonly offset: number | null;
  /** Text committed with it; empty when there is none. */
  readonly metadata: string;
}

/** Offsets that the broker still has: `[logStart, end)`. */
export interface PartitionBounds {
  readonly logStart: number;
  /** One above the last record that a read-committed consumer may see. */
  readonly end: number;
}

export interface RecordHeader {
  readonly key: string;
  /** A view on the fetched bytes; null when the header has no value. */
  readonly value: Uint8Array | null;
}

/**
 * Walks over records without an object for each. All fields speak of the current record and are valid
 * until the next call of `next`; the bytes until the handler's promise has settled.
 */
export interface RecordCursor {
  /** Goes on to the next record. @returns false behind the last */
  next(): boolean;
  readonly offset: number;
  /** Milliseconds since 1970, as the producer or the broker stamped it. */
  readonly timestampMs: number;
  /** The buffer in which key and value lie. It changes only when `next` says so by returning. */
  readonly bytes: Buffer;
  /** `bytes[keyStart, keyEnd)`; `keyStart` is -1 when the record has no key. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** `bytes[valueStart, valueEnd)`; `valueStart` is -1 when the record has no value (a tombstone). */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Decoded on request only. */
  headers(): readonly RecordHeader[];
}

/** Records of one partition, ascending; control records, aborted ones and ones already passed are left out. */
export interface FetchedRecords {
  readonly assignment: Assignment;
  /** The offset that was asked for: every record below it was handed over before. */
  readonly fromOffset: number;
  /** One above the last offset that this fetch covers, with or without a record on it. */
  readonly endOffset: number;
  /** End of the partition at the time of the fetch, for the lag. */
  readonly highWatermark: number;
  /** Bytes of memory that the records hold, uncompressed as far as known. */
  readonly byteLength: number;
  /** A cursor before the first record; may be called once. */
  records(): RecordCursor;
}

export interface MarkSourceHandler {
  /**
   * A partition became this process's. Its records are held back until the promise has resolved.
   *
   * @returns where to begin; it may be before the committed offset, never after what was not delivered
   */
  assigned(assignment: Assignment): Promise<{ readonly fromOffset: number }>;
  /** The partition is gone; `assignment.isCurrent()` is false already. Must not wait for commits. */
  revoked(assignment: Assignment): void;
  /** Takes records over. The next fetch of this partition follows when the promise has resolved. */
  records(fetched: FetchedRecords): Promise<void>;
  /** The source cannot go on by itself; the process should end after telling why. */
  failed(error: Error): void;
}

/** Every failure of a source, with what a caller can do about it. */
export const SOURCE_ERROR_CODES = [
  /** The broker or the coordinator does not answer; try again. */
  'UNAVAILABLE',
  /** The partition belongs to somebody else: drop what is buffered of it. */
  'NOT_ASSIGNED',
  /** The offset asked for is no longer, or not yet, in the log. */
  'OUT_OF_RANGE',
  /** The bytes of a record batch do not match their checksum, also after fetching again. */
  'CORRUPT',
  /** Wrong password, missing right, unknown topic: somebody must mend it. */
  'REFUSED',
  /** The source was stopped. */
  'STOPPED',
] as const;

export type SourceErrorCode = (typeof SOURCE_ERROR_CODES)[number];

export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(
    readonly code: SourceErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Reads the marks' topic as a member of a consumer group. Methods reject with a `SourceError`. */
export interface MarkSource {
  /** Joins the group. Resolves when the first assignment is known. May be called once. */
  start(handler: MarkSourceHandler): Promise<void>;
  /** The group's committed offset, read from the coordinator and not from memory. */
  committed(assignment: Assignment): Promise<CommittedOffset>;
  /**
   * Commits for an assignment that is current before and after; rejects NOT_ASSIGNED otherwise (the
   * commit may have reached the broker all the same).
   *
   * @param metadata at most 4,096 characters, ASCII
   */
  commit(
    assignment: Assignment,
    committed: { readonly offset: number; readonly metadata: string },
  ): Promise<void>;
  bounds(assignment: Assignment): Promise<PartitionBounds>;
  /** The next records of this partition begin at `offset`; buffered later ones are forgotten. */
  seek(assignment: Assignment, offset: number): void;
  /** Stops fetching this partition until `resume`; records under way may still arrive. */
  pause(assignment: Assignment): void;
  resume(assignment: Assignment): void;
  /** Leaves the group after the running handlers have settled. May be called again. */
  stop(): Promise<void>;
}
