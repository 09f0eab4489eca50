import type { Storage } from '../../loaders';
import type { ClickHouseDatabase } from '../../loaders/clickhouse';
import type { Film } from '../../marks';
import { readSql } from '../../schemas';

/** What a new catalogue changes of the one that is there. */
export interface CatalogueChanges {
  readonly films: number;
  readonly added: number;
  /** Films that the new catalogue no longer has; their marks become marks of unknown films. */
  readonly removed: number;
  readonly changedDurations: number;
}

/** Compares the films by id with durations in seconds by film id. */
export function compareCatalogues(
  durations: ReadonlyMap<string, number>,
  films: readonly Film[],
): CatalogueChanges {
  const known = films.filter(({ filmId }) => durations.has(filmId));
  return {
    films: films.length,
    added: films.length - known.length,
    removed: durations.size - known.length,
    changedDurations: known.filter(({ filmId, durationS }) => durations.get(filmId) !== durationS)
      .length,
  };
}

/**
 * Replaces the catalogue in one step for every reader, and keeps which durations it gave since when.
 * Live answers use the new durations at once, the film table from its next refresh on.
 *
 * @param storage and `database` are of the same URL, migrated
 * @throws StorageError NO_SCHEMA when the database was not migrated
 */
export async function loadCatalogue(
  storage: Storage,
  database: ClickHouseDatabase,
  films: readonly Film[],
): Promise<CatalogueChanges> {
  const before = await database.rows(readSql('clickhouse', 'analytics/catalogue'));
  const durations = new Map(before.map(([filmId, duration]) => [String(filmId), Number(duration)]));
  // The old durations too: another program may have replaced the catalogue without keeping them.
  await database.execute(readSql('clickhouse', 'analytics/record-durations'));
  await storage.replaceFilms(films);
  await database.execute(readSql('clickhouse', 'analytics/record-durations'));
  return compareCatalogues(durations, films);
}
