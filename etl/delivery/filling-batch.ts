import { BYTES_PER_MARK } from '../../marks';
import { MarkColumnsBuilder } from '../decoding';
import type { RecordCursor } from '../source';
import { type Batch, digestOffsets } from './batch';
import type { DeadLetter } from './dead-letter';
import { splitByMonth } from './month-rows';
import type { RecordDecoder, RefusalReason } from './record-decoder';

/** A row and its offset. */
const BYTES_PER_ROW = BYTES_PER_MARK + 8;
/** What a letter holds beside its bytes: objects, headers, reason. */
const LETTER_OVERHEAD_BYTES = 512;
const SMALLEST_CAPACITY = 1024;
const TWO_TO_32 = 2 ** 32;

export interface BatchLimits {
  readonly rows: number;
  /** Bytes of memory. */
  readonly bytes: number;
}

/** Where filling stopped. */
export type Filled =
  /** Every record of the cursor was taken. */
  | 'emptied'
  /** The limits are reached; the cursor's current record was taken. */
  | 'full'
  /** The cursor's current record belongs behind the cut and was not taken. */
  | 'cut';

function copy(bytes: Buffer, start: number, end: number): Buffer | null {
  return start < 0 ? null : Buffer.from(bytes.subarray(start, end));
}

function letterOf(
  topic: string,
  partition: number,
  cursor: RecordCursor,
  reason: RefusalReason,
): DeadLetter {
  const { bytes } = cursor;
  return {
    topic,
    partition,
    offset: cursor.offset,
    timestampMs: cursor.timestampMs,
    key: copy(bytes, cursor.keyStart, cursor.keyEnd),
    value: copy(bytes, cursor.valueStart, cursor.valueEnd),
    headers: cursor
      .headers()
      .map(({ key, value }) => ({ key, value: value && Buffer.from(value) })),
    reason,
  };
}

function letterBytes({ key, value, headers }: DeadLetter): number {
  return headers.reduce(
    (bytes, header) => bytes + header.key.length + (header.value?.length ?? 0),
    LETTER_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0),
  );
}

/** A batch that records are still added to. */
export class FillingBatch {
  readonly #builder: MarkColumnsBuilder;
  /** Offsets of the rows as 32-bit halves, the low half first: no BigInt for each. */
  #offsetHalves: Uint32Array;
  readonly #letters: DeadLetter[] = [];
  #letterBytes = 0;
  #oldestTimestampMs = Number.POSITIVE_INFINITY;
  #last: number;

  /**
   * @param first where the batch before it ended, plus one
   * @param expectedRows for which memory is taken at once
   */
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly first: number,
    expectedRows: number,
  ) {
    const capacity = Math.max(SMALLEST_CAPACITY, expectedRows + 1);
    this.#builder = new MarkColumnsBuilder(capacity);
    this.#offsetHalves = new Uint32Array(2 * capacity);
    this.#last = first - 1;
  }

  /** Without a record in it there is nothing to deliver. */
  get isEmpty(): boolean {
    return this.#builder.rows === 0 && this.#letters.length === 0;
  }

  /** The last record that it covers; one below `first` when it covers none. */
  get last(): number {
    return this.#last;
  }

  /** Infinity when it is empty. */
  get oldestTimestampMs(): number {
    return this.#oldestTimestampMs;
  }

  get bytes(): number {
    return this.#builder.rows * BYTES_PER_ROW + this.#letterBytes;
  }

  /** Takes the cursor's records until a limit or the cut is reached. */
  fill(
    cursor: RecordCursor,
    decoder: RecordDecoder,
    limits: BatchLimits,
    cutAfter: number,
  ): Filled {
    const builder = this.#builder;
    while (cursor.next()) {
      if (cursor.offset > cutAfter) return 'cut';
      this.take(cursor, decoder);
      if (builder.rows >= limits.rows || this.bytes >= limits.bytes) return 'full';
    }
    return 'emptied';
  }

  /** Takes the cursor's current record. */
  take(cursor: RecordCursor, decoder: RecordDecoder): void {
    const builder = this.#builder;
    const row = builder.rows;
    const { offset, timestampMs } = cursor;
    const reason = decoder.decode(cursor, builder);
    this.#last = offset;
    if (timestampMs < this.#oldestTimestampMs) this.#oldestTimestampMs = timestampMs;
    if (reason === undefined) {
      if (2 * row === this.#offsetHalves.length) this.#growOffsets();
      this.#offsetHalves[2 * row] = offset % TWO_TO_32;
      this.#offsetHalves[2 * row + 1] = Math.floor(offset / TWO_TO_32);
      return;
    }
    const letter = letterOf(this.topic, this.partition, cursor, reason);
    this.#letters.push(letter);
    this.#letterBytes += letterBytes(letter);
  }

  /** The records up to here were seen, those that are not there included. */
  covers(last: number): void {
    this.#last = Math.max(this.#last, last);
  }

  /** The batch as it is; this object must not be used again. */
  seal(): Batch {
    const columns = this.#builder.finish();
    const { rows } = columns;
    const offsets = new BigInt64Array(this.#offsetHalves.buffer, 0, rows);
    const letters = this.#letters;
    return {
      topic: this.topic,
      partition: this.partition,
      first: this.first,
      last: this.#last,
      rows,
      months: splitByMonth(columns, offsets),
      letters,
      digests: {
        rows: digestOffsets(offsets),
        letters: digestOffsets(BigInt64Array.from(letters, ({ offset }) => BigInt(offset))),
      },
      bytes: this.bytes,
      oldestTimestampMs: this.#oldestTimestampMs,
    };
  }

  #growOffsets(): void {
    const grown = new Uint32Array(2 * this.#offsetHalves.length);
    grown.set(this.#offsetHalves);
    this.#offsetHalves = grown;
  }
}
