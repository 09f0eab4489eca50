import { parseUuid, platformCode } from '../../marks';
import type { ViewMark } from '../../marks/wire';
import type { RecordCursor } from '../source';
import { CanonicalMarkReader } from './canonical-mark';
import type { MarkColumnsBuilder, UuidWords } from './mark-columns-builder';
import { type Refusal, refusal } from './refusal';
import { type EventTimeRange, readStrictly } from './strict-mark';

export interface MarkDecoderOptions extends Partial<EventTimeRange> {
  /** A larger value is refused unread; a mark has about 250 bytes. @default 64 KiB */
  readonly maxBytes?: number;
}

/** Times whose seconds fit into 32 bits: beyond them ClickHouse's functions on dates wrap around. */
const KEPT_TIMES: EventTimeRange = {
  minTimeMs: Date.UTC(1970, 0, 1),
  maxTimeMs: Date.UTC(2106, 0, 1) - 1,
};
const TWO_TO_32 = 2 ** 32;
const LOW_WORD = 0xffff_ffffn;

function writeWord(into: Uint32Array, row: number, word: bigint): void {
  into[2 * row] = Number(word & LOW_WORD);
  into[2 * row + 1] = Number((word >> 32n) & LOW_WORD);
}

function writeUuid(into: UuidWords, row: number, text: string): void {
  const { high, low } = parseUuid(text)!;
  writeWord(into.high, row, high);
  writeWord(into.low, row, low);
}

/** Writes a mark that the schema has accepted. */
function writeMark(into: MarkColumnsBuilder, mark: ViewMark, eventTimeMs: number): void {
  const row = into.rows;
  writeUuid(into.markId, row, mark.mark_id);
  writeUuid(into.userId, row, mark.user_id);
  writeUuid(into.filmId, row, mark.film_id);
  into.positionS[row] = mark.position_s;
  into.eventTimeMs[2 * row] = eventTimeMs % TWO_TO_32;
  into.eventTimeMs[2 * row + 1] = Math.floor(eventTimeMs / TWO_TO_32);
  into.platform[row] = platformCode(mark.platform)!;
  into.commitRow();
}

/**
 * Turns records into rows: the canonical form in place, word by word; everything else by the strict
 * reader. A pure function of a record's value: what was a row once is one again.
 */
export class MarkDecoder {
  readonly #canonical = new CanonicalMarkReader();
  readonly #maxBytes: number;
  readonly #minTimeMs: number;
  readonly #maxTimeMs: number;
  #bytes: Buffer | undefined;

  constructor({ maxBytes, minTimeMs, maxTimeMs }: MarkDecoderOptions = {}) {
    this.#maxBytes = maxBytes ?? 64 * 1024;
    this.#minTimeMs = minTimeMs ?? KEPT_TIMES.minTimeMs;
    this.#maxTimeMs = maxTimeMs ?? KEPT_TIMES.maxTimeMs;
  }

  /**
   * Decodes the cursor's current record into the builder's next row and commits it.
   *
   * @returns undefined when it became a row; why not otherwise, with nothing committed
   */
  decode(cursor: RecordCursor, into: MarkColumnsBuilder): Refusal | undefined {
    const { bytes, valueStart, valueEnd } = cursor;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#canonical.attach(bytes);
    }
    if (
      valueStart >= 0 &&
      this.#canonical.read(valueStart, valueEnd, into, this.#minTimeMs, this.#maxTimeMs)
    ) {
      return undefined;
    }
    return this.#decodeStrictly(cursor, into);
  }

  /** Lets go of the bytes read last, which would otherwise stay in memory until the next record. */
  release(): void {
    this.#bytes = undefined;
    this.#canonical.attach(Buffer.alloc(0));
  }

  #decodeStrictly(
    { bytes, valueStart, valueEnd }: RecordCursor,
    into: MarkColumnsBuilder,
  ): Refusal | undefined {
    if (valueStart < 0) return refusal('no-value', 'the record has no value');
    const length = valueEnd - valueStart;
    if (length > this.#maxBytes) {
      return refusal('too-large', `the value has ${length} bytes; at most ${this.#maxBytes}`);
    }
    const reading = readStrictly(bytes.subarray(valueStart, valueEnd), {
      minTimeMs: this.#minTimeMs,
      maxTimeMs: this.#maxTimeMs,
    });
    if (reading.status === 'refused') return reading.refusal;
    writeMark(into, reading.mark, reading.eventTimeMs);
    return undefined;
  }
}
