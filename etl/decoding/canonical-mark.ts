import { PLATFORMS } from '../../marks';
import type { MarkColumnsBuilder, UuidWords } from './mark-columns-builder';

/*
 * The fast path for marks in their canonical form, byte for byte as the API writes them:
 *
 *   {"mark_id":"<uuid>","user_id":"<uuid>","film_id":"<uuid>","position_s":<n>,
 *    "event_time":"YYYY-MM-DDTHH:MM:SS.mmmZ","platform":"<name>"}      (one line, no blanks)
 *
 * Everything up to position_s has a fixed place. Literals are compared as 32-bit words, because a
 * loop over their bytes costs as much as the rest of the decoding. Whatever deviates by one byte is
 * not canonical and goes to the strict validator: this path refuses nothing, it only declines.
 */

/** Value of two lower-case hex digits by their little-endian 16-bit word; -1 for anything else. Capitals are valid UUIDs but not canonical. */
const HEX_PAIR = new Int16Array(0x1_0000).fill(-1);
for (let value = 0; value < 256; value++) {
  HEX_PAIR[Buffer.from(value.toString(16).padStart(2, '0'), 'latin1').readUInt16LE()] = value;
}

/** Value of two decimal digits by their little-endian 16-bit word; 255 for anything else. */
const DECIMAL_PAIR = new Uint8Array(0x1_0000).fill(255);
for (let value = 0; value < 100; value++) {
  DECIMAL_PAIR[Buffer.from(String(value).padStart(2, '0'), 'latin1').readUInt16LE()] = value;
}

interface LiteralWord {
  readonly at: number;
  readonly word: number;
}

/** A literal as little-endian 32-bit words; the last one may overlap the one before it. */
function literalWords(text: string, start: number): readonly LiteralWord[] {
  const bytes = Buffer.from(text, 'latin1');
  const places: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) places.push(at);
  if (bytes.length % 4 !== 0) places.push(bytes.length - 4);
  return places.map((at) => ({ at: start + at, word: bytes.readUInt32LE(at) }));
}

const MARK_ID_AT = '{"mark_id":"'.length;
const USER_ID_AT = MARK_ID_AT + 36 + '","user_id":"'.length;
const FILM_ID_AT = USER_ID_AT + 36 + '","film_id":"'.length;
const POSITION_AT = FILM_ID_AT + 36 + '","position_s":'.length;

const HEAD = [
  ...literalWords('{"mark_id":"', 0),
  ...literalWords('","user_id":"', MARK_ID_AT + 36),
  ...literalWords('","film_id":"', USER_ID_AT + 36),
  ...literalWords('","position_s":', FILM_ID_AT + 36),
];
const HEAD_AT = Uint16Array.from(HEAD, ({ at }) => at);
const HEAD_WORD = Uint32Array.from(HEAD, ({ word }) => word);

/** Literals after position_s, relative to the byte behind its last digit. */
const EVENT_TIME = literalWords(',"event_time":"', 0);
const TIME_AT = ',"event_time":"'.length;
const PLATFORM = literalWords('Z","platform":"', TIME_AT + 23);
const PLATFORM_AT = TIME_AT + 23 + 'Z","platform":"'.length;
const TAIL = [...EVENT_TIME, ...PLATFORM];
const TAIL_AT = Uint16Array.from(TAIL, ({ at }) => at);
const TAIL_WORD = Uint32Array.from(TAIL, ({ word }) => word);

const SHORTEST = POSITION_AT + 1 + PLATFORM_AT + 'tv"}'.length;
const LONGEST = POSITION_AT + 10 + PLATFORM_AT + 'android"}'.length;

const PLATFORM_ENDINGS = PLATFORMS.map((name) => Buffer.from(`${name}"}`, 'latin1'));

const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const LETTER_T = 0x54;
const ZERO = 0x30;
const MS_A_DAY = 86_400_000;
const TWO_TO_32 = 2 ** 32;
const DAYS_IN_MONTH = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Reads canonical marks out of one buffer after the other. */
export class CanonicalMarkReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The date read last, as its two 32-bit words and a 16-bit one, and its time: most marks share it. */
  #dateWord0 = 0;
  #dateWord1 = 0;
  #dateWord2 = 0;
  #dateMs = 0;

  /** Sets the buffer that the offsets of `read` refer to. */
  attach(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Reads the message in bytes `[start, end)` into the builder's next row and commits it.
   *
   * @param minTimeMs event times outside of `[minTimeMs, maxTimeMs]` are not canonical
   * @returns false, with nothing committed, when the message is not canonical
   */
  read(
    start: number,
    end: number,
    into: MarkColumnsBuilder,
    minTimeMs: number,
    maxTimeMs: number,
  ): boolean {
    const length = end - start;
    if (length < SHORTEST || length > LONGEST) return false;
    const bytes = this.#bytes;
    const view = this.#view;
    for (let i = 0; i < HEAD_AT.length; i++) {
      if (view.getUint32(start + HEAD_AT[i]!, true) !== HEAD_WORD[i]!) return false;
    }
    const row = into.rows;
    if (
      !this.#readUuid(start + MARK_ID_AT, into.markId, row) ||
      !this.#readUuid(start + USER_ID_AT, into.userId, row) ||
      !this.#readUuid(start + FILM_ID_AT, into.filmId, row)
    ) {
      return false;
    }

    let at = start + POSITION_AT;
    let position = 0;
    let digit = bytes[at]! - ZERO;
    if (digit === 0) {
      at++;
    } else {
      const first = at;
      while (digit >= 0 && digit <= 9) {
        position = position * 10 + digit;
        digit = bytes[++at]! - ZERO;
      }
      if (at === first || position >= TWO_TO_32) return false;
    }

    const platformAt = at + PLATFORM_AT;
    if (platformAt >= end) return false;
    for (let i = 0; i < TAIL_AT.length; i++) {
      if (view.getUint32(at + TAIL_AT[i]!, true) !== TAIL_WORD[i]!) return false;
    }
    const timeMs = this.#readTime(at + TIME_AT);
    if (!(timeMs >= minTimeMs && timeMs <= maxTimeMs)) return false;
    const platform = this.#readPlatform(platformAt, end);
    if (platform < 0) return false;

    into.positionS[row] = position;
    into.eventTimeMs[2 * row] = timeMs % TWO_TO_32;
    into.eventTimeMs[2 * row + 1] = Math.floor(timeMs / TWO_TO_32);
    into.platform[row] = platform;
    into.commitRow();
    return true;
  }

  /** Four hex digits as a number; negative when one of them is none. */
  #hex4(at: number): number {
    const view = this.#view;
    return (HEX_PAIR[view.getUint16(at, true)]! << 8) | HEX_PAIR[view.getUint16(at + 2, true)]!;
  }

  #readUuid(at: number, into: UuidWords, row: number): boolean {
    const bytes = this.#bytes;
    if (
      bytes[at + 8] !== DASH ||
      bytes[at + 13] !== DASH ||
      bytes[at + 18] !== DASH ||
      bytes[at + 23] !== DASH
    ) {
      return false;
    }
    const a = this.#hex4(at);
    const b = this.#hex4(at + 4);
    const c = this.#hex4(at + 9);
    const d = this.#hex4(at + 14);
    const e = this.#hex4(at + 19);
    const f = this.#hex4(at + 24);
    const g = this.#hex4(at + 28);
    const h = this.#hex4(at + 32);
    if ((a | b | c | d | e | f | g | h) < 0) return false;
    into.high[2 * row + 1] = (a << 16) | b;
    into.high[2 * row] = (c << 16) | d;
    into.low[2 * row + 1] = (e << 16) | f;
    into.low[2 * row] = (g << 16) | h;
    return true;
  }

  /** Two decimal digits; 255 when one of them is none. */
  #decimal2(at: number): number {
    return DECIMAL_PAIR[this.#view.getUint16(at, true)]!;
  }

  /** Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS.mmm`; NaN when it is no such time. */
  #readTime(at: number): number {
    const bytes = this.#bytes;
    const dayMs = this.#readDate(at);
    const hour = this.#decimal2(at + 11);
    const minute = this.#decimal2(at + 14);
    const second = this.#decimal2(at + 17);
    const centi = this.#decimal2(at + 20);
    const milli = bytes[at + 22]! - ZERO;
    if (
      bytes[at + 10] !== LETTER_T ||
      bytes[at + 13] !== COLON ||
      bytes[at + 16] !== COLON ||
      bytes[at + 19] !== DOT ||
      hour > 23 ||
      minute > 59 ||
      second > 59 ||
      centi > 99 ||
      milli < 0 ||
      milli > 9
    ) {
      return Number.NaN;
    }
    return dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000 + centi * 10 + milli;
  }

  /** Milliseconds since 1970 at the start of the day `YYYY-MM-DD`; NaN when there is no such day. */
  #readDate(at: number): number {
    const view = this.#view;
    const word0 = view.getUint32(at, true);
    const word1 = view.getUint32(at + 4, true);
    const word2 = view.getUint16(at + 8, true);
    if (word0 === this.#dateWord0 && word1 === this.#dateWord1 && word2 === this.#dateWord2) {
      return this.#dateMs;
    }
    const bytes = this.#bytes;
    const century = this.#decimal2(at);
    const yearOfCentury = this.#decimal2(at + 2);
    const month = this.#decimal2(at + 5);
    const day = this.#decimal2(at + 8);
    if (
      bytes[at + 4] !== DASH ||
      bytes[at + 7] !== DASH ||
      century > 99 ||
      yearOfCentury > 99 ||
      month < 1 ||
      month > 12 ||
      day < 1
    ) {
      return Number.NaN;
    }
    const year = century * 100 + yearOfCentury;
    if (day > DAYS_IN_MONTH[month]! && !(month === 2 && day === 29 && isLeap(year))) {
      return Number.NaN;
    }
    this.#dateWord0 = word0;
    this.#dateWord1 = word1;
    this.#dateWord2 = word2;
    this.#dateMs = daysFromCivil(year, month, day) * MS_A_DAY;
    return this.#dateMs;
  }

  /** The platform whose name, quote and brace are the bytes from `at` to `end`; -1 when there is none. */
  #readPlatform(at: number, end: number): number {
    const bytes = this.#bytes;
    const length = end - at;
    for (let code = 0; code < PLATFORM_ENDINGS.length; code++) {
      const ending = PLATFORM_ENDINGS[code]!;
      if (ending.length !== length) continue;
      let same = 0;
      while (same < length && bytes[at + same] === ending[same]) same++;
      if (same === length) return code;
    }
    return -1;
  }
}
