import {
  allocateMarkColumns,
  type MarkColumns,
  sliceMarkColumns,
  type UuidColumn,
} from '../../marks';

/** A 64-bit column seen as 32-bit words: row r has its low half at 2r, its high half at 2r + 1. */
function words(column: BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

/** The 32-bit words of a UUID column, for writing without a BigInt a value. */
export interface UuidWords {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

function uuidWords(column: UuidColumn): UuidWords {
  return { high: words(column.high), low: words(column.low) };
}

/**
 * Marks gathered row by row into columns that grow by doubling. The writer fills row `rows` through
 * the word views and then calls `commitRow`, so that a message refused half-way leaves no trace.
 */
export class MarkColumnsBuilder {
  #rows = 0;
  #columns: MarkColumns;
  markId!: UuidWords;
  userId!: UuidWords;
  filmId!: UuidWords;
  positionS!: Uint32Array;
  eventTimeMs!: Uint32Array;
  platform!: Uint8Array;

  /** @param capacity rows for which memory is taken at once, at least 1 */
  constructor(capacity: number) {
    this.#columns = allocateMarkColumns(Math.max(1, capacity));
    this.#view();
  }

  get rows(): number {
    return this.#rows;
  }

  #view(): void {
    const columns = this.#columns;
    this.markId = uuidWords(columns.markId);
    this.userId = uuidWords(columns.userId);
    this.filmId = uuidWords(columns.filmId);
    this.positionS = columns.positionS;
    this.eventTimeMs = words(columns.eventTimeMs);
    this.platform = columns.platform;
  }

  /** Keeps what was written at row `rows` and makes room for the next. */
  commitRow(): void {
    if (++this.#rows === this.#columns.rows) this.#grow();
  }

  #grow(): void {
    const old = this.#columns;
    const grown = allocateMarkColumns(old.rows * 2);
    for (const name of ['markId', 'userId', 'filmId'] as const) {
      grown[name].high.set(old[name].high);
      grown[name].low.set(old[name].low);
    }
    grown.positionS.set(old.positionS);
    grown.eventTimeMs.set(old.eventTimeMs);
    grown.platform.set(old.platform);
    this.#columns = grown;
    this.#view();
  }

  /** The first `rows` rows as views on this builder's memory; the builder must not be used again. */
  finish(): MarkColumns {
    return sliceMarkColumns(this.#columns, 0, this.#rows);
  }
}
