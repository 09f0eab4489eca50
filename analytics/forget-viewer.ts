import type { ClickHouseDatabase } from '../loaders/clickhouse';
import { readSql } from '../schemas';
import { refreshFilmTable } from './film-table';

export interface ForgottenTable {
  readonly table: string;
  readonly rowsBefore: number;
  /** Asked after everything was erased; anything but 0 arrived meanwhile. */
  readonly rowsAfter: number;
}

export interface Erasure {
  /** Every table of the database with rows of users, the marks first. */
  readonly tables: readonly ForgottenTable[];
  /** Files that the rewriting replaced and that the engine has not removed from the disk yet. */
  readonly replaced: { readonly parts: number; readonly bytesOnDisk: number };
}

/** Whether nothing of the viewer is left in any table. */
export function isErased({ tables }: Erasure): boolean {
  return tables.every(({ rowsAfter }) => rowsAfter === 0);
}

async function countRows(
  database: ClickHouseDatabase,
  table: string,
  userId: string,
): Promise<number> {
  const [[rows] = []] = await database.rows(readSql('clickhouse', 'analytics/count-user'), {
    table,
    user_id: userId,
  });
  return Number(rows);
}

/**
 * Erases a viewer: the marks, the progress in every rollup, and the film table made without them.
 * Parts are rewritten, not only marked. Then counts again in every table that keeps rows of users.
 *
 * What it cannot reach: records that Kafka still keeps, and backups. A mark that arrives later
 * brings the viewer back.
 *
 * @param userId canonical UUID text
 */
export async function forgetViewer(database: ClickHouseDatabase, userId: string): Promise<Erasure> {
  const rows = await database.rows(readSql('clickhouse', 'analytics/tables-with-users'));
  const tables = rows.map(([table]) => String(table));
  const before: number[] = [];
  for (const table of tables) before.push(await countRows(database, table, userId));
  for (const table of tables) {
    await database.execute(readSql('clickhouse', 'analytics/forget-user'), {
      table,
      user_id: userId,
    });
  }
  await refreshFilmTable(database);
  const forgotten: ForgottenTable[] = [];
  for (const [at, table] of tables.entries()) {
    forgotten.push({
      table,
      rowsBefore: before[at]!,
      rowsAfter: await countRows(database, table, userId),
    });
  }
  const [[parts, bytes] = []] = await database.rows(
    readSql('clickhouse', 'analytics/replaced-parts'),
  );
  return {
    tables: forgotten,
    replaced: { parts: Number(parts), bytesOnDisk: Number(bytes) },
  };
}
