import { StorageError } from '../loaders';
import type { ClickHouseDatabase } from '../loaders/clickhouse';
import { readSql } from '../schemas';

const REFRESHES = ['film_summary_refresh', 'unknown_film_summary_refresh'] as const;

export type FilmTableState =
  | { readonly status: 'never-refreshed' }
  /** `refreshedAt`: start of the oldest of its tables' last refreshes, to the second. */
  | { readonly status: 'refreshed'; readonly refreshedAt: Date };

type RefreshRow = readonly [view: string, status: string, time: string | null, exception: string];

/**
 * How old the film table is.
 *
 * @throws StorageError NO_SCHEMA when there is none, ENGINE when its last refresh failed
 */
export async function filmTableState(database: ClickHouseDatabase): Promise<FilmTableState> {
  const rows = await database.rows(readSql('clickhouse', 'analytics/refresh-state'));
  const times: number[] = [];
  for (const view of REFRESHES) {
    const row = rows.find(([name]) => name === view) as RefreshRow | undefined;
    if (row === undefined) {
      throw new StorageError(
        'NO_SCHEMA',
        `${database.url} has no film table; run npm run migrate first`,
      );
    }
    const [, , time, exception] = row;
    if (exception !== '') throw new StorageError('ENGINE', `${view} failed: ${exception}`);
    if (time === null) return { status: 'never-refreshed' };
    times.push(Date.parse(time));
  }
  return { status: 'refreshed', refreshedAt: new Date(Math.min(...times)) };
}

/** Makes the film table anew from everything that was acknowledged before the call. */
export async function refreshFilmTable(database: ClickHouseDatabase): Promise<void> {
  for (const view of REFRESHES) {
    // A refresh that is under way may have begun too early; it ends first.
    await database.execute(`SYSTEM WAIT VIEW ${view}`);
    await database.execute(`SYSTEM REFRESH VIEW ${view}`);
    await database.execute(`SYSTEM WAIT VIEW ${view}`);
  }
}
