/**
 * Writes the fields of a mark as ASCII text straight into a byte buffer, without a string between.
 *
 * Offsets inside a row vary, so words are stored through a DataView, which may write at any
 * offset. Words of four characters are little-endian on purpose: the first character is the
 * lowest byte.
 */

import { PLATFORMS } from '../platform';

/** Characters of a canonical UUID. */
export const UUID_CHARACTERS = 36;

/** Characters of a date and time with milliseconds, without a zone: `2026-01-31 23:59:59.999`. */
export const TIMESTAMP_CHARACTERS = 23;

/** Digits of the greatest 32-bit number. */
export const MAX_UINT32_CHARACTERS = 10;

export const MAX_PLATFORM_CHARACTERS = Math.max(...PLATFORMS.map((name) => name.length));

const DASH = 0x2d;
const DOT = 0x2e;
const DIGIT_ZERO = 0x30;
const COLON = 0x3a;

/** For every 16-bit number its four hexadecimal digits as one word. */
const HEX_OF_16_BITS = Uint32Array.from({ length: 65_536 }, (_, number) =>
  Buffer.from(number.toString(16).padStart(4, '0'), 'latin1').readUInt32LE(),
);

/** For every number below 100 its two decimal digits as one half-word. */
const TWO_DIGITS = Uint16Array.from({ length: 100 }, (_, number) =>
  Buffer.from(String(number).padStart(2, '0'), 'latin1').readUInt16LE(),
);

const MS_PER_DAY = 86_400_000;

/** The days since 1970-01-01 of 0000-01-01 and of the first day that needs five digits of a year. */
const FIRST_WRITABLE_DAY = -719_528;
const FIRST_UNWRITABLE_DAY = 2_932_897;

/** ASCII text to be written between fields. */
export interface Literal {
  readonly length: number;
  /** Four characters a word; the last word is filled up with zeros. */
  readonly words: Uint32Array;
}

/** ASCII text, prepared for {@link writeLiteral}. */
export function literal(text: string): Literal {
  const bytes = Buffer.alloc(Math.ceil(text.length / 4) * 4);
  bytes.write(text, 'latin1');
  return {
    length: text.length,
    words: Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i)),
  };
}

/**
 * Writes a literal at `at`; returns the offset behind it.
 *
 * Up to {@link LITERAL_SLACK_BYTES} bytes behind it are overwritten as well: storing whole words
 * doubles the encoders' speed, and the next field comes to lie there anyway.
 */
export function writeLiteral(view: DataView, at: number, { length, words }: Literal): number {
  for (let i = 0; i < words.length; i++) view.setUint32(at + 4 * i, words[i]!, true);
  return at + length;
}

/** Bytes that a body needs behind its last literal. */
export const LITERAL_SLACK_BYTES = 3;

/**
 * Writes the canonical text of the UUID at `row`; returns the offset behind it.
 *
 * @param high,low the UUID column's words as 32-bit halves, the low half of a word first
 */
export function writeUuidText(
  view: DataView,
  at: number,
  high: Uint32Array,
  low: Uint32Array,
  row: number,
): number {
  const w0 = high[2 * row + 1]!;
  const w1 = high[2 * row]!;
  const w2 = low[2 * row + 1]!;
  const w3 = low[2 * row]!;
  view.setUint32(at, HEX_OF_16_BITS[w0 >>> 16]!, true);
  view.setUint32(at + 4, HEX_OF_16_BITS[w0 & 0xffff]!, true);
  view.setUint8(at + 8, DASH);
  view.setUint32(at + 9, HEX_OF_16_BITS[w1 >>> 16]!, true);
  view.setUint8(at + 13, DASH);
  view.setUint32(at + 14, HEX_OF_16_BITS[w1 & 0xffff]!, true);
  view.setUint8(at + 18, DASH);
  view.setUint32(at + 19, HEX_OF_16_BITS[w2 >>> 16]!, true);
  view.setUint8(at + 23, DASH);
  view.setUint32(at + 24, HEX_OF_16_BITS[w2 & 0xffff]!, true);
  view.setUint32(at + 28, HEX_OF_16_BITS[w3 >>> 16]!, true);
  view.setUint32(at + 32, HEX_OF_16_BITS[w3 & 0xffff]!, true);
  return at + UUID_CHARACTERS;
}

/** Digits of the greatest offset, 2^53 - 1. */
export const MAX_OFFSET_CHARACTERS = 16;

/** Writes a whole number from 0 to 2^53 - 1 in decimal; returns the offset behind it. */
export function writeOffsetText(view: DataView, at: number, value: number): number {
  if (value < 2 ** 32) return writeUint32Text(view, at, value);
  // What is above 32 bits has more than eight digits, and what is before the last eight has 32 bits.
  const upper = Math.floor(value / 1e8);
  const lower = value - upper * 1e8;
  const afterUpper = writeUint32Text(view, at, upper);
  const left = (lower / 1e4) | 0;
  const right = lower - left * 1e4;
  view.setUint16(afterUpper, TWO_DIGITS[(left / 100) | 0]!, true);
  view.setUint16(afterUpper + 2, TWO_DIGITS[left % 100]!, true);
  view.setUint16(afterUpper + 4, TWO_DIGITS[(right / 100) | 0]!, true);
  view.setUint16(afterUpper + 6, TWO_DIGITS[right % 100]!, true);
  return afterUpper + 8;
}

/** Writes a whole number from 0 to 2^32 - 1 in decimal; returns the offset behind it. */
export function writeUint32Text(view: DataView, at: number, value: number): number {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits++;
  let rest = value;
  let i = at + digits;
  while (i - at >= 2) {
    const hundreds = Math.floor(rest / 100);
    i -= 2;
    view.setUint16(i, TWO_DIGITS[rest - hundreds * 100]!, true);
    rest = hundreds;
  }
  if (i > at) view.setUint8(at, DIGIT_ZERO + rest);
  return at + digits;
}

/**
 * Writes UTC times as `YYYY-MM-DD`, a separator, `hh:mm:ss.mmm`.
 *
 * Neighbouring marks mostly share a day, so the calendar is worked out once per change of day.
 */
export class TimestampWriter {
  private day = Number.NaN;
  private yearHigh = 0;
  private yearLow = 0;
  private month = 0;
  private dayOfMonth = 0;

  /** @param separator the character between date and time, as its code */
  constructor(private readonly separator: number) {}

  /**
   * Writes the time at `at`; returns the offset behind it.
   *
   * @param timeMs milliseconds since 1970-01-01T00:00:00Z, whole
   * @throws RangeError for a year that does not have four digits
   */
  write(view: DataView, at: number, timeMs: number): number {
    const day = Math.floor(timeMs / MS_PER_DAY);
    if (day !== this.day) this.enterDay(day);
    const msOfDay = timeMs - day * MS_PER_DAY;
    const second = (msOfDay / 1000) | 0;
    const minute = (second / 60) | 0;
    const hour = (minute / 60) | 0;
    const ms = msOfDay - second * 1000;
    const tenths = (ms / 10) | 0;
    view.setUint16(at, this.yearHigh, true);
    view.setUint16(at + 2, this.yearLow, true);
    view.setUint8(at + 4, DASH);
    view.setUint16(at + 5, this.month, true);
    view.setUint8(at + 7, DASH);
    view.setUint16(at + 8, this.dayOfMonth, true);
    view.setUint8(at + 10, this.separator);
    view.setUint16(at + 11, TWO_DIGITS[hour]!, true);
    view.setUint8(at + 13, COLON);
    view.setUint16(at + 14, TWO_DIGITS[minute - hour * 60]!, true);
    view.setUint8(at + 16, COLON);
    view.setUint16(at + 17, TWO_DIGITS[second - minute * 60]!, true);
    view.setUint8(at + 19, DOT);
    view.setUint16(at + 20, TWO_DIGITS[tenths]!, true);
    view.setUint8(at + 22, DIGIT_ZERO + ms - tenths * 10);
    return at + TIMESTAMP_CHARACTERS;
  }

  private enterDay(day: number): void {
    if (day < FIRST_WRITABLE_DAY || day >= FIRST_UNWRITABLE_DAY) {
      throw new RangeError(
        `event time ${day * MS_PER_DAY} ms is not in the years 0000 to 9999 that the text formats can write`,
      );
    }
    const date = new Date(day * MS_PER_DAY);
    const year = date.getUTCFullYear();
    const century = Math.floor(year / 100);
    this.yearHigh = TWO_DIGITS[century]!;
    this.yearLow = TWO_DIGITS[year - century * 100]!;
    this.month = TWO_DIGITS[date.getUTCMonth() + 1]!;
    this.dayOfMonth = TWO_DIGITS[date.getUTCDate()]!;
    this.day = day;
  }
}

const PLATFORM_LITERALS = PLATFORMS.map(literal);

/**
 * Writes a platform's name; returns the offset behind it.
 *
 * @throws RangeError when there is no platform of that code
 */
export function writePlatform(view: DataView, at: number, code: number): number {
  const name = PLATFORM_LITERALS[code];
  if (!name) throw new RangeError(`platform code ${code} is not in PLATFORMS`);
  return writeLiteral(view, at, name);
}
