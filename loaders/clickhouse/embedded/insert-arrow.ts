import { BYTES_PER_MARK, type MarkOrigin, PLATFORMS } from '../../../marks';
import { readSql } from '../../../schemas';
import { MAX_BATCH_ROWS } from '../pinned-settings';
import { settingsClause, sqlString } from '../sql-text';
import { shareColumns } from './arrow-table';
import type { InsertFormat } from './insert-format';

function readStatement(name: 'insert-arrow' | 'insert-arrow-origin'): string {
  return readSql('clickhouse', name).replace(
    '{platforms}',
    `[${PLATFORMS.map(sqlString).join(', ')}]`,
  );
}

const STATEMENT = readStatement('insert-arrow');
const STATEMENT_WITH_ORIGIN = readStatement('insert-arrow-origin');

function statementFor(origin: MarkOrigin | undefined, table: string): string {
  const statement = origin
    ? STATEMENT_WITH_ORIGIN.replace('{partition}', String(origin.partition)).replace(
        '{topic}',
        () => sqlString(origin.topic),
      )
    : STATEMENT;
  return statement.replace('{batch}', sqlString(table));
}

const ARROW_SETTINGS = {
  // Columns have no missing values; functions over nullable ones take up to twice as long.
  schema_inference_make_columns_nullable: '0',
  // The batch is one piece, which a second thread could only hand over, and leaves sorting as one.
  max_threads: '1',
  max_block_size: String(MAX_BATCH_ROWS),
  // The newer analysis takes a millisecond longer for this statement.
  enable_analyzer: '0',
  // A statement whose repetition could not be recognised shall fail and not be stored twice.
  deduplicate_insert_select: 'force_enable',
} as const;

/** Lets the engine read the columns where they lie: nothing is encoded and nothing is copied in this process. */
export const insertByArrow: InsertFormat = async (
  { engine, session, settings },
  columns,
  origin,
) => {
  const startedAt = performance.now();
  const table = shareColumns(engine, session, columns, origin);
  const sharedAt = performance.now();
  try {
    const clause = settingsClause({ ...settings, ...ARROW_SETTINGS });
    await session.queryAsync(`${statementFor(origin, table.name)}${clause}`);
  } finally {
    table.release();
  }
  return {
    wireBytes: (BYTES_PER_MARK + (origin ? 8 : 0)) * columns.rows,
    encodeMs: sharedAt - startedAt,
    serverMs: performance.now() - sharedAt,
  };
};
