import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeNative, encodeNativeWithOrigin } from '../../../marks';
import { settingsClause, sqlString } from '../sql-text';
import type { InsertFormat } from './insert-format';

let files = 0;

/**
 * Writes the batch to a file in ClickHouse's Native format and has the engine read it. Binary data
 * must not travel inside the statement: the engine takes an empty line in it for the data's end and
 * what follows for SQL.
 */
export const insertByNative: InsertFormat = async (
  { session, settings, temporaryFolder },
  columns,
  origin,
) => {
  const startedAt = performance.now();
  const body = origin ? encodeNativeWithOrigin(columns, origin) : encodeNative(columns);
  const encodedAt = performance.now();
  const file = join(temporaryFolder, `batch-${++files}.native`);
  try {
    await writeFile(file, body);
    await session.queryAsync(
      `INSERT INTO view_marks FROM INFILE ${sqlString(file)} COMPRESSION 'none' ${settingsClause(settings)} FORMAT Native`,
    );
  } finally {
    await rm(file, { force: true });
  }
  return {
    wireBytes: body.length,
    encodeMs: encodedAt - startedAt,
    serverMs: performance.now() - encodedAt,
  };
};
