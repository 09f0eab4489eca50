import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { type MarkColumns, PLATFORMS, readUuid } from '../../marks';
import { readSql } from '../../schemas';
import type { InsertFormat } from './insert-format';

/** Rows of one statement: beyond some hundred the time a row no longer falls. */
const ROWS_A_STATEMENT = 256;

const ROW_OF_PARAMETERS = '(?, ?, ?, ?, ?, ?)';

function statementFor(rows: number): string {
  // Built from the number of rows alone; every value is bound.
  return `${readSql('duckdb', 'inserts/values')}${new Array<string>(rows).fill(ROW_OF_PARAMETERS).join(', ')}`;
}

/** Binds the rows as texts and numbers, as a program without columns would have them; returns their bytes. */
function bindRows(
  statement: DuckDBPreparedStatement,
  columns: MarkColumns,
  first: number,
  rows: number,
): number {
  let parameter = 1;
  let bytes = 0;
  const bindText = (text: string): void => {
    statement.bindVarchar(parameter++, text);
    bytes += text.length;
  };
  for (let row = first; row < first + rows; row++) {
    bindText(readUuid(columns.markId, row));
    bindText(readUuid(columns.userId, row));
    bindText(readUuid(columns.filmId, row));
    statement.bindUInteger(parameter++, columns.positionS[row]!);
    bytes += Uint32Array.BYTES_PER_ELEMENT;
    bindText(new Date(Number(columns.eventTimeMs[row]!)).toISOString().slice(0, -1));
    bindText(PLATFORMS[columns.platform[row]!]!);
  }
  return bytes;
}

/** Inserts by prepared multi-row INSERT statements: the baseline that any SQL client has. */
export const insertByValues: InsertFormat = async ({ connection }, columns) => {
  let wireBytes = 0;
  let encodeMs = 0;
  const insertRows = async (
    statement: DuckDBPreparedStatement,
    first: number,
    rows: number,
  ): Promise<void> => {
    const startedAt = performance.now();
    wireBytes += bindRows(statement, columns, first, rows);
    encodeMs += performance.now() - startedAt;
    await statement.run();
  };
  const withStatement = async (
    rows: number,
    work: (statement: DuckDBPreparedStatement) => Promise<void>,
  ): Promise<void> => {
    const statement = await connection.prepare(statementFor(rows));
    try {
      await work(statement);
    } finally {
      statement.destroySync();
    }
  };
  const rest = columns.rows % ROWS_A_STATEMENT;
  const even = columns.rows - rest;
  if (even > 0) {
    await withStatement(ROWS_A_STATEMENT, async (statement) => {
      for (let first = 0; first < even; first += ROWS_A_STATEMENT) {
        await insertRows(statement, first, ROWS_A_STATEMENT);
      }
    });
  }
  if (rest > 0) await withStatement(rest, (statement) => insertRows(statement, even, rest));
  return { wireBytes, encodeMs };
};
