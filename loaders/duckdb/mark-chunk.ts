import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { type MarkColumns, PLATFORMS, viewMarkWords } from '../../marks';
import { type Engine, engine } from './engine';

/** Types of the columns of view_marks, in order. */
function markTypes({ UUID, UINTEGER, TIMESTAMP_MS, ENUM }: Engine['api']): readonly DuckDBType[] {
  return [UUID, UUID, UUID, UINTEGER, TIMESTAMP_MS, ENUM(PLATFORMS)];
}

const UUID_BYTES = 16;

/** Greatest number of rows in one of the engine's chunks (STANDARD_VECTOR_SIZE of its builds). */
export const CHUNK_ROWS = 2048;

/**
 * A UUID is a signed 128-bit number, little-endian, with the topmost bit inverted so that numbers
 * and texts are in the same order (DuckDB, src/common/types/uuid.cpp).
 */
const TOP_BIT = 0x8000_0000;

/**
 * One of the engine's data chunks, filled from columns of marks by whole-memory copies: no object
 * and no number of its own for any value.
 */
export class MarkChunk {
  readonly #bindings = engine().bindings;
  readonly #chunk: DuckDBDataChunk;
  readonly #vectors: readonly ReturnType<Engine['bindings']['data_chunk_get_vector']>[];
  /** Holds one column of the chunk at a time, widest first. */
  readonly #scratch = new ArrayBuffer(CHUNK_ROWS * UUID_BYTES);

  constructor() {
    const { api } = engine();
    const rows = api.DuckDBVector.standardSize();
    if (rows < CHUNK_ROWS) throw new Error(`this DuckDB takes chunks of ${rows} rows only`);
    const types = markTypes(api);
    this.#chunk = api.DuckDBDataChunk.create(types);
    this.#vectors = types.map((_, column) =>
      this.#bindings.data_chunk_get_vector(this.#chunk.chunk, column),
    );
  }

  /** The chunk, for an appender; it stays this object's and changes with the next `fill`. */
  get chunk(): DuckDBDataChunk {
    return this.#chunk;
  }

  /**
   * Fills the chunk with rows `[first, first + rows)`.
   *
   * @param columns with checked platform codes: the engine would store any other unchecked
   * @param rows at most {@link CHUNK_ROWS}
   */
  fill(columns: MarkColumns, first: number, rows: number): void {
    const words = viewMarkWords(columns);
    const end = first + rows;
    this.#chunk.reset();
    [words.markId, words.userId, words.filmId].forEach(({ high, low }, column) => {
      this.#writeUuids(column, high, low, first, rows);
    });
    new Uint32Array(this.#scratch).set(columns.positionS.subarray(first, end));
    this.#copyTo(3, rows * Uint32Array.BYTES_PER_ELEMENT);
    new BigInt64Array(this.#scratch).set(columns.eventTimeMs.subarray(first, end));
    this.#copyTo(4, rows * BigInt64Array.BYTES_PER_ELEMENT);
    new Uint8Array(this.#scratch).set(columns.platform.subarray(first, end));
    this.#copyTo(5, rows);
    this.#chunk.rowCount = rows;
  }

  #writeUuids(column: number, high: Uint32Array, low: Uint32Array, first: number, rows: number) {
    const out = new Uint32Array(this.#scratch);
    let at = 0;
    for (let half = first * 2; half < (first + rows) * 2; half += 2) {
      out[at] = low[half]!;
      out[at + 1] = low[half + 1]!;
      out[at + 2] = high[half]!;
      out[at + 3] = high[half + 1]! ^ TOP_BIT;
      at += 4;
    }
    this.#copyTo(column, rows * UUID_BYTES);
  }

  #copyTo(column: number, bytes: number): void {
    this.#bindings.copy_data_to_vector(this.#vectors[column]!, 0, this.#scratch, 0, bytes);
  }
}
