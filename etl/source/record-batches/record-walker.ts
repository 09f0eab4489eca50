import { type RecordCursor, type RecordHeader, SourceError } from '../mark-source';
import { decompress } from './codecs';
import type { RecordBatch } from './record-batch';

const NOTHING = Buffer.alloc(0);
const TWO_TO_31 = 2 ** 31;

/** Undoes the zigzag of a 64-bit number in two unsigned halves; exact within 2^53. */
function unzigzag64(low: number, high: number): number {
  const half = high * TWO_TO_31 + (low >>> 1);
  return (low & 1) === 0 ? half : -half - 1;
}

/**
 * Walks over the records of batches in place: numbers are read where they lie, keys and values are
 * ranges of the fetched buffer, and a compressed batch is unpacked when its turn comes.
 *
 * A record: length varint, attributes int8, time delta varlong, offset delta varint, key, value,
 * headers, each with its length as a varint, -1 for none.
 */
export class RecordWalker implements RecordCursor {
  offset = -1;
  timestampMs = 0;
  bytes: Buffer = NOTHING;
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  private position = 0;
  private limit = 0;
  private recordEnd = 0;
  private remaining = 0;
  private baseOffset = 0;
  private baseTimestampMs = 0;
  private appendTimeMs: number | undefined;
  private headersAt = 0;
  private nextBatch = 0;

  /**
   * @param fetched what the batches' ranges refer to
   * @param fromOffset records below it are passed over: a batch comes whole, also from its middle
   * @param maxUncompressedBytes of one batch
   */
  constructor(
    private readonly fetched: Buffer,
    private readonly batches: readonly RecordBatch[],
    private readonly fromOffset: number,
    private readonly maxUncompressedBytes: number,
  ) {}

  /** @throws SourceError CORRUPT when a batch with a right checksum holds no records in the format */
  next(): boolean {
    do {
      while (this.remaining === 0) {
        if (this.nextBatch === this.batches.length) return false;
        this.enter(this.batches[this.nextBatch++]!);
      }
      this.readRecord();
    } while (this.offset < this.fromOffset);
    return true;
  }

  headers(): readonly RecordHeader[] {
    this.position = this.headersAt;
    const headers: RecordHeader[] = [];
    for (let count = this.readVarint(); count > 0; count--) {
      const keyLength = this.readVarint();
      const keyAt = this.position;
      this.skip(keyLength);
      const valueLength = this.readVarint();
      const valueAt = this.position;
      if (valueLength >= 0) this.skip(valueLength);
      headers.push({
        key: this.bytes.toString('utf8', keyAt, keyAt + keyLength),
        value: valueLength < 0 ? null : this.bytes.subarray(valueAt, valueAt + valueLength),
      });
    }
    this.position = this.recordEnd;
    return headers;
  }

  private enter(batch: RecordBatch): void {
    this.baseOffset = batch.baseOffset;
    this.baseTimestampMs = batch.baseTimestampMs;
    this.appendTimeMs = batch.appendTimeMs;
    this.remaining = batch.count;
    if (batch.codec === 'none') {
      this.bytes = this.fetched;
      this.position = batch.start;
      this.limit = batch.end;
      return;
    }
    try {
      this.bytes = decompress(
        batch.codec,
        this.fetched.subarray(batch.start, batch.end),
        this.maxUncompressedBytes,
      );
    } catch (cause) {
      throw this.corrupt(`cannot be unpacked by ${batch.codec}: ${String(cause)}`, cause);
    }
    this.position = 0;
    this.limit = this.bytes.length;
  }

  private readRecord(): void {
    this.remaining--;
    const length = this.readVarint();
    const end = this.position + length;
    if (length < 0 || end > this.limit) throw this.corrupt('is cut off');
    this.recordEnd = end;
    this.position++;
    const timestampDelta = this.readVarlong();
    this.offset = this.baseOffset + this.readVarint();
    this.timestampMs = this.appendTimeMs ?? this.baseTimestampMs + timestampDelta;
    const keyLength = this.readVarint();
    if (keyLength < 0) {
      this.keyStart = this.keyEnd = -1;
    } else {
      this.keyStart = this.position;
      this.keyEnd = this.position += keyLength;
    }
    const valueLength = this.readVarint();
    if (valueLength < 0) {
      this.valueStart = this.valueEnd = -1;
    } else {
      this.valueStart = this.position;
      this.valueEnd = this.position += valueLength;
    }
    // Lengths only ever move the position on, so that one look at the end covers all of them.
    if (this.position >= end) throw this.corrupt('has a record longer than it says');
    this.headersAt = this.position;
    this.position = end;
  }

  private skip(length: number): void {
    this.position += length;
    if (length < 0 || this.position > this.recordEnd) {
      throw this.corrupt('has a header longer than its record');
    }
  }

  /** A zigzag varint of at most 32 bits. */
  private readVarint(): number {
    const bytes = this.bytes;
    let at = this.position;
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 28) throw this.corrupt('has a number of more than 32 bits');
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
    }
    this.position = at;
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zigzag varint of at most 64 bits, exact within 2^53. */
  private readVarlong(): number {
    const bytes = this.bytes;
    const first = bytes[this.position]!;
    if (first < 0x80) {
      this.position++;
      return (first >>> 1) ^ -(first & 1);
    }
    let at = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 63) throw this.corrupt('has a number of more than 64 bits');
      const byte = bytes[at++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) break;
    }
    this.position = at;
    return unzigzag64(low >>> 0, high >>> 0);
  }

  private corrupt(what: string, cause?: unknown): SourceError {
    return new SourceError('CORRUPT', `the record batch at offset ${this.baseOffset} ${what}`, {
      cause,
    });
  }
}
