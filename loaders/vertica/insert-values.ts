import type vertica from 'vertica-nodejs';
import { type MarkColumns, type MarkOrigin, PLATFORMS, readUuid } from '../../marks';
import { readSql } from '../../schemas';
import { StorageError } from '../storage-error';
import type { InsertFormat } from './insert-format';

/**
 * Rows of one statement. Each number is a statement of its own that stays prepared; a batch is cut
 * into as many of the largest as fit, then of the next.
 */
const STATEMENT_ROWS = [100, 10, 1] as const;

/** The file's statement of one row, continued by UNION ALL. */
function statementFor(file: string, rows: number): string {
  const statement = readSql('vertica', file).trimEnd();
  const row = statement.slice(statement.lastIndexOf('SELECT'));
  return statement + `\nUNION ALL ${row}`.repeat(rows - 1);
}

function timestamp(ms: bigint): string {
  return new Date(Number(ms)).toISOString().replace('T', ' ').replace('Z', '');
}

function valuesOf(
  columns: MarkColumns,
  origin: MarkOrigin | undefined,
  first: number,
  rows: number,
): vertica.Parameter[] {
  const values: vertica.Parameter[] = [];
  for (let row = first; row < first + rows; row++) {
    values.push(
      readUuid(columns.markId, row),
      readUuid(columns.userId, row),
      readUuid(columns.filmId, row),
      columns.positionS[row]!,
      timestamp(columns.eventTimeMs[row]!),
      PLATFORMS[columns.platform[row]!]!,
    );
    if (origin) values.push(origin.topic, origin.partition, String(origin.offsets[row]!));
  }
  return values;
}

function bytesOf(values: readonly vertica.Parameter[]): number {
  return values.reduce<number>((bytes, value) => bytes + Buffer.byteLength(String(value)), 0);
}

/** Prepared INSERT statements with a value for each field: the way in that most programs take, for comparison. */
export const insertByValues: InsertFormat = async (connection, columns, origin) => {
  const file = origin ? 'inserts/values-origin' : 'inserts/values';
  let wireBytes = 0;
  let encodeMs = 0;
  let first = 0;
  for (const rows of STATEMENT_ROWS) {
    for (; first + rows <= columns.rows; first += rows) {
      const startedAt = performance.now();
      const values = valuesOf(columns, origin, first, rows);
      wireBytes += bytesOf(values);
      encodeMs += performance.now() - startedAt;
      const name = `${file} ${rows}`;
      const result = await connection.runPrepared(name, statementFor(file, rows), values);
      const inserted = result.rows[0]?.OUTPUT;
      if (inserted !== rows) {
        throw new StorageError(
          'ENGINE',
          `vertica: the server inserted ${String(inserted)} of ${rows} rows`,
        );
      }
    }
  }
  return { wireBytes, encodeMs };
};
