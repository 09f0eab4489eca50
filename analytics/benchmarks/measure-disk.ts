import type { ClickHouseDatabase } from '../../loaders/clickhouse';

export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

const ROLLUP_TABLES = ['progress_by_film', 'films_by_viewer'];

/** Rows and bytes of every table with its parts merged, the greatest first. */
export async function measureDisk(database: ClickHouseDatabase): Promise<readonly TableSize[]> {
  for (const table of ['view_marks', ...ROLLUP_TABLES]) {
    await database.execute(
      `OPTIMIZE TABLE ${table} FINAL SETTINGS optimize_skip_merged_partitions = 1`,
    );
  }
  const rows = await database.rows(
    'SELECT table, sum(rows), sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY bytes DESC',
  );
  return rows.map(([table, count, bytes]) => ({
    table: String(table),
    rows: Number(count),
    bytes: Number(bytes),
  }));
}
