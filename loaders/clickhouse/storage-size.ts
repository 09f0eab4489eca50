import { readSql } from '../../schemas';
import type { StorageSize } from '../storage';

/**
 * The size of view_marks as its parts are now.
 *
 * @param query runs a statement; resolves to rows of cells
 */
export async function storageSize(
  query: (statement: string) => Promise<readonly (readonly unknown[])[]>,
): Promise<StorageSize> {
  const [[rows, bytes] = []] = await query(readSql('clickhouse', 'size'));
  const columns = await query(readSql('clickhouse', 'column-sizes'));
  return {
    rows: Number(rows),
    bytes: Number(bytes),
    columns: columns.map(([table, column, columnBytes]) => ({
      table: String(table),
      column: String(column),
      bytes: Number(columnBytes),
    })),
  };
}
