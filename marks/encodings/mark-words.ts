import type { MarkColumns, UuidColumn } from '../mark-columns';

interface UuidWords {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** The 64-bit columns of a batch as 32-bit halves (low half first), so that a hot loop makes no BigInt. */
export interface MarkWords {
  readonly markId: UuidWords;
  readonly userId: UuidWords;
  readonly filmId: UuidWords;
  readonly eventTimeMs: Uint32Array;
}

function halves(words: BigInt64Array): Uint32Array {
  return new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
}

function uuidHalves(column: UuidColumn): UuidWords {
  return { high: halves(column.high), low: halves(column.low) };
}

/** Views on the batch's own memory; nothing is copied. */
export function viewMarkWords(columns: MarkColumns): MarkWords {
  return {
    markId: uuidHalves(columns.markId),
    userId: uuidHalves(columns.userId),
    filmId: uuidHalves(columns.filmId),
    eventTimeMs: halves(columns.eventTimeMs),
  };
}

/** The signed 64-bit number at `row` of a column of halves; exact within ±(2^53 - 1). */
export function readInt64(halvesOfColumn: Uint32Array, row: number): number {
  return (halvesOfColumn[2 * row + 1]! | 0) * 0x1_0000_0000 + halvesOfColumn[2 * row]!;
}
