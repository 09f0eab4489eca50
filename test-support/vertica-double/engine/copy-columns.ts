import type { DuckDBConnection } from '@duckdb/node-api';
import type { TargetColumn } from '../copy';
import { columnDoesNotExist } from '../errors';
import type { Engine, Table } from './engine';

/**
 * The columns that a COPY fills, in its order.
 *
 * @param names undefined for all columns of the table
 * @throws VerticaError when a column does not exist
 */
export async function copyColumns(
  engine: Engine,
  connection: DuckDBConnection,
  table: Table,
  names: readonly string[] | undefined,
): Promise<readonly TargetColumn[]> {
  const found = await connection.runAndReadAll(
    `SELECT column_name, data_type, is_nullable FROM duckdb_columns()
     WHERE lower(table_name) = $1 AND lower(schema_name) = $2 AND NOT internal
     ORDER BY column_index`,
    [table.name, table.schema],
  );
  const all = found.getRows().map(([name, type, isNullable]): TargetColumn => {
    const column = name as string;
    return {
      name: column,
      type: type as string,
      notNull: isNullable === false,
      octets: engine.octetsOf(table, column.toLowerCase()),
    };
  });
  if (!names) return all;
  return names.map((name) => {
    const column = all.find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (!column) throw columnDoesNotExist(name);
    return column;
  });
}
