import type { registerArrowTable } from 'chdb';
import { type MarkColumns, PLATFORMS, type UuidColumn } from '../../../marks';
import { readSql } from '../../../schemas';
import { MAX_BATCH_ROWS } from '../pinned-settings';
import { settingsClause, sqlString } from '../sql-text';
import type { InsertFormat } from './insert-format';

const STATEMENT = readSql('clickhouse', 'insert-arrow').replace(
  '{platforms}',
  `[${PLATFORMS.map(sqlString).join(', ')}]`,
);

const ARROW_SETTINGS = {
  // Columns have no missing values; functions over nullable ones take up to twice as long.
  schema_inference_make_columns_nullable: '0',
  // The batch is one piece, which a second thread could only hand over, and leaves sorting as one.
  max_threads: '1',
  max_block_size: String(MAX_BATCH_ROWS),
  // The older analysis takes a third of a millisecond for this statement, the newer one a whole.
  enable_analyzer: '0',
  // A statement whose repetition could not be recognised shall fail and not be stored twice.
  deduplicate_insert_select: 'force_enable',
} as const;

type ArrowColumns = Parameters<typeof registerArrowTable>[1];
type ArrowSession = NonNullable<NonNullable<Parameters<typeof registerArrowTable>[2]>['session']>;

function uuidColumns(name: string, { high, low }: UuidColumn): ArrowColumns {
  return [
    { name: `${name}_high`, type: 'Int64', data: high },
    { name: `${name}_low`, type: 'Int64', data: low },
  ];
}

function arrowColumns(columns: MarkColumns): ArrowColumns {
  const { positionS, eventTimeMs, platform } = columns;
  return [
    ...uuidColumns('mark_id', columns.markId),
    ...uuidColumns('user_id', columns.userId),
    ...uuidColumns('film_id', columns.filmId),
    {
      name: 'position_s',
      type: 'Int32',
      data: new Int32Array(positionS.buffer, positionS.byteOffset, positionS.length),
    },
    { name: 'event_time_ms', type: 'Int64', data: eventTimeMs },
    // Of Arrow's types the client offers none of one byte.
    { name: 'platform', type: 'Int32', data: new Int32Array(platform) },
  ];
}

/** Bytes of a row of {@link arrowColumns}. */
const BYTES_PER_ROW = 3 * 16 + 4 + 8 + 4;

let batches = 0;

/**
 * Lets the engine read the columns where they lie: nothing is encoded, and but for the platforms
 * nothing is copied in this process.
 */
export const insertByArrow: InsertFormat = async ({ engine, session, settings }, columns) => {
  const startedAt = performance.now();
  // Registered names are shared by all sessions of the process.
  const name = `view_marks_batch_${++batches}`;
  const table = engine.registerArrowTable(name, arrowColumns(columns), {
    // The client looks for the connection under a name that its own sessions do not have.
    session: { _handle: session.connection } as unknown as ArrowSession,
  });
  const encodedAt = performance.now();
  try {
    const clause = settingsClause({ ...settings, ...ARROW_SETTINGS });
    await session.queryAsync(`${STATEMENT.replace('{batch}', sqlString(name))}${clause}`);
  } finally {
    table.close();
  }
  return {
    wireBytes: BYTES_PER_ROW * columns.rows,
    encodeMs: encodedAt - startedAt,
    serverMs: performance.now() - encodedAt,
  };
};
