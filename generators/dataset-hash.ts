import { createHash } from 'node:crypto';
import type { MarkColumns } from '../marks';
import type { DatasetSpec } from './dataset-spec';
import { markChunks } from './mark-generator';

const CHUNK_ROWS = 65_536;

/** The columns in the order in which they enter the hash. */
function columnsOf(marks: MarkColumns): (BigInt64Array | Uint32Array | Uint8Array)[] {
  return [
    marks.markId.high,
    marks.markId.low,
    marks.userId.high,
    marks.userId.low,
    marks.filmId.high,
    marks.filmId.low,
    marks.positionS,
    marks.eventTimeMs,
    marks.platform,
  ];
}

const COLUMNS = 9;

/**
 * Content hash of marks in row order.
 *
 * Every column has a SHA-256 of its own, over its values in row order as little-endian bytes, and
 * the hash is the SHA-256 of these nine digests one after another (the order of columns is that of
 * `MarkColumns`, high words before low ones). So it depends on the rows and their order, and not
 * on how they were cut into chunks.
 */
export class DatasetHasher {
  private readonly columns = Array.from({ length: COLUMNS }, () => createHash('sha256'));

  /** Adds the rows of a chunk behind those added before. */
  update(chunk: MarkColumns): void {
    columnsOf(chunk).forEach((values, i) => this.columns[i]!.update(values));
  }

  /** 64 lower-case hexadecimal digits, for the rows added so far; more rows may follow. */
  digest(): string {
    const hash = createHash('sha256');
    for (const column of this.columns) hash.update(column.copy().digest());
    return hash.digest('hex');
  }
}

/** The content hash of a whole dataset; generates it in chunks. */
export function hashDataset(spec: DatasetSpec): string {
  const hasher = new DatasetHasher();
  for (const chunk of markChunks(spec, CHUNK_ROWS)) hasher.update(chunk);
  return hasher.digest();
}
