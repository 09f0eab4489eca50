import type vertica from 'vertica-nodejs';
import { type MarkColumns, PLATFORMS, readUuid } from '../../marks';
import { readSql } from '../../schemas';
import type { InsertFormat } from './insert-format';

/**
 * Rows of one statement. Each number is a statement of its own that stays prepared; a batch is cut
 * into as many of the largest as fit, then of the next.
 */
const STATEMENT_ROWS = [100, 10, 1] as const;

/** The statement of one row, continued by UNION ALL. */
function statementFor(rows: number): string {
  const statement = readSql('vertica', 'inserts/values').trimEnd();
  const row = statement.slice(statement.lastIndexOf('SELECT'));
  return statement + `\nUNION ALL ${row}`.repeat(rows - 1);
}

function timestamp(ms: bigint): string {
  return new Date(Number(ms)).toISOString().replace('T', ' ').replace('Z', '');
}

function valuesOf(columns: MarkColumns, first: number, rows: number): vertica.Parameter[] {
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
  }
  return values;
}

function bytesOf(values: readonly vertica.Parameter[]): number {
  return values.reduce<number>((bytes, value) => bytes + String(value).length, 0);
}

/** Prepared INSERT statements with a value for each field: the way in that most programs take, for comparison. */
export const insertByValues: InsertFormat = async (connection, columns) => {
  let wireBytes = 0;
  let encodeMs = 0;
  let first = 0;
  for (const rows of STATEMENT_ROWS) {
    for (; first + rows <= columns.rows; first += rows) {
      const startedAt = performance.now();
      const values = valuesOf(columns, first, rows);
      wireBytes += bytesOf(values);
      encodeMs += performance.now() - startedAt;
      await connection.runPrepared(`insert_${rows}`, statementFor(rows), values);
    }
  }
  return { wireBytes, encodeMs };
};
