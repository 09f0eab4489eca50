import { createHash } from 'node:crypto';
import type { Migration } from '../../schemas';

/** A row of schema_migrations. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  /** Of the text that was applied, lower-case hexadecimal. */
  readonly sha256: string;
}

export type MigrationPlan =
  | { readonly status: 'up-to-date' }
  /** In the order in which they are to be applied; never empty. */
  | { readonly status: 'pending'; readonly migrations: readonly Migration[] }
  /** The database is not one that these migrations made; nothing may be applied. */
  | { readonly status: 'drifted'; readonly problem: string; readonly fix: string };

export function migrationHash({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** `0002-progress`, as the file is called. */
export function migrationLabel({ number, name }: Pick<Migration, 'number' | 'name'>): string {
  return `${String(number).padStart(4, '0')}-${name}`;
}

/**
 * What is to be applied so that the database is as the migrations say.
 *
 * @param migrations all there are, in order
 * @param applied the database's record, in any order, a row for each run that applied one
 */
export function planMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): MigrationPlan {
  for (const row of applied) {
    const label = migrationLabel(row);
    const migration = migrations[row.number - 1];
    if (migration === undefined) {
      return {
        status: 'drifted',
        problem: `migration ${label} was applied, and this program ends with ${String(migrations.length).padStart(4, '0')}`,
        fix: 'use the version of the program that applied it, or a later one',
      };
    }
    const hash = migrationHash(migration);
    if (row.name !== migration.name || row.sha256 !== hash) {
      return {
        status: 'drifted',
        problem: `migration ${label} was applied with the text ${row.sha256.slice(0, 12)}, and ${migrationLabel(migration)} of this program is ${hash.slice(0, 12)}`,
        fix: 'restore the text that was applied, and write the change as a migration of its own',
      };
    }
  }
  const numbers = new Set(applied.map(({ number }) => number));
  const last = Math.max(0, ...numbers);
  const gap = migrations.find(({ number }) => number < last && !numbers.has(number));
  if (gap !== undefined) {
    return {
      status: 'drifted',
      problem: `migration ${String(last).padStart(4, '0')} was applied, and ${migrationLabel(gap)} before it was not`,
      fix: 'find out who changed schema_migrations; it is written by this command alone',
    };
  }
  const pending = migrations.slice(last);
  return pending.length === 0
    ? { status: 'up-to-date' }
    : { status: 'pending', migrations: pending };
}
