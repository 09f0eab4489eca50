import { type ClickHouseDatabase, splitStatements } from '../loaders/clickhouse';
import { type Layout, readMigrations, readSql } from '../schemas';
import { refreshFilmTable } from './film-table';

/** What is kept of the marks besides themselves, each fed from the one before. */
export const ROLLUPS = ['progress_by_film', 'films_by_viewer'] as const;

export type RollupName = (typeof ROLLUPS)[number];

/** Layouts that hold rows; `everywhere` only asks the shards. */
export type RollupLayout = Exclude<Layout, 'everywhere'>;

/** Faults beyond this number are not looked at one by one. */
const MAX_LISTED = 10_000;

/** Marks older than this may have been dropped, so that progress rightly knows more than they say. */
const RETENTION_MS = 3 * 366 * 86_400_000;

export interface RollupCheck {
  readonly rollup: RollupName;
  /** Viewers of films that the rollup knows. */
  readonly pairs: number;
  /** Viewers of films with marks that never reached the rollup. */
  readonly behind: number;
  /** Viewers of films whose progress has no marks: erased, corrected or dropped for their age. */
  readonly ahead: number;
  /** There were more faults than were counted. */
  readonly cut: boolean;
}

export interface ProgressCheck {
  readonly rollups: readonly RollupCheck[];
  /** Feeds that the database lacks: marks go past the rollups now. */
  readonly missingFeeds: readonly string[];
  /** There are marks so old that others may have been dropped; `ahead` is then no fault. */
  readonly retentionReached: boolean;
}

/** Whether something must be mended by {@link rebuildProgress} or by a migration. */
export function isSound({ rollups, missingFeeds, retentionReached }: ProgressCheck): boolean {
  return (
    missingFeeds.length === 0 &&
    rollups.every(({ behind, ahead }) => behind === 0 && (retentionReached || ahead === 0))
  );
}

type Fault = 'behind' | 'ahead';

async function faultsOf(
  database: ClickHouseDatabase,
  rollup: RollupName,
): Promise<ReadonlyMap<string, Fault>> {
  const rows = await database.rows(readSql('clickhouse', `analytics/progress/check-${rollup}`), {
    limit: String(MAX_LISTED),
  });
  return new Map(
    rows.map(([filmId, userId, fault]) => [`${String(filmId)} ${String(userId)}`, fault as Fault]),
  );
}

async function checkRollup(database: ClickHouseDatabase, rollup: RollupName): Promise<RollupCheck> {
  let faults = await faultsOf(database, rollup);
  const cut = faults.size === MAX_LISTED;
  if (faults.size > 0 && !cut) {
    // A mark is in its table an instant before it is in the rollup: a fault must be there twice.
    const again = await faultsOf(database, rollup);
    faults = new Map([...faults].filter(([pair, fault]) => again.get(pair) === fault));
  }
  const [[pairs] = []] = await database.rows(readSql('clickhouse', 'analytics/progress/count'), {
    rollup,
  });
  const kinds = [...faults.values()];
  return {
    rollup,
    pairs: Number(pairs),
    behind: kinds.filter((fault) => fault === 'behind').length,
    ahead: kinds.filter((fault) => fault === 'ahead').length,
    cut,
  };
}

/**
 * Compares the rollups with all marks. Reads every mark once or twice for each rollup; marks may
 * arrive meanwhile.
 *
 * @throws StorageError NO_SCHEMA when the database was not migrated
 */
export async function checkProgress(database: ClickHouseDatabase): Promise<ProgressCheck> {
  const feeds = await database.rows(readSql('clickhouse', 'analytics/progress/feeds'));
  const there = new Set(feeds.map(([name]) => name));
  const [[marks, oldest] = []] = await database.rows(
    readSql('clickhouse', 'analytics/progress/oldest-mark'),
  );
  const rollups: RollupCheck[] = [];
  for (const rollup of ROLLUPS) rollups.push(await checkRollup(database, rollup));
  return {
    rollups,
    missingFeeds: ROLLUPS.map((rollup) => `${rollup}_feed`).filter((feed) => !there.has(feed)),
    retentionReached: Number(marks) > 0 && Date.parse(String(oldest)) < Date.now() - RETENTION_MS,
  };
}

/**
 * Makes the progress what the marks say, then the film table. Marks may arrive and questions be
 * asked meanwhile: nothing is emptied. Progress without marks is deleted first; then the migration
 * that made the rollups runs once more, which makes feeds that are missing and feeds all marks again.
 *
 * @param layout that the database was migrated to
 * @throws StorageError NO_SCHEMA when the database was not migrated
 */
export async function rebuildProgress(
  database: ClickHouseDatabase,
  layout: RollupLayout,
): Promise<void> {
  for (const rollup of ROLLUPS) {
    await database.execute(readSql('clickhouse', `analytics/progress/delete-ahead-${rollup}`));
  }
  const migration = readMigrations(layout).find(({ name }) => name === 'progress')!;
  for (const statement of splitStatements(migration.sql)) await database.execute(statement);
  await refreshFilmTable(database);
}
