import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarkColumns } from '../../marks';
import { readSql } from '../../schemas';
import type { InsertFormat } from './insert-format';

let files = 0;

/**
 * Writes the batch to a file and has the engine read it.
 *
 * @param statement name of a SQL file that takes the parameter `$file`
 */
export function insertByFile(
  statement: string,
  encode: (columns: MarkColumns) => Buffer,
): InsertFormat {
  return async ({ connection, temporaryFolder }, columns) => {
    const startedAt = performance.now();
    const body = encode(columns);
    const encodeMs = performance.now() - startedAt;
    const file = join(temporaryFolder, `batch-${++files}`);
    try {
      await writeFile(file, body);
      await connection.run(readSql('duckdb', statement), { file });
    } finally {
      await rm(file, { force: true });
    }
    return { wireBytes: body.length, encodeMs };
  };
}
