import { BadInputError } from '../../errors';
import { type ClickHouseDatabase, splitStatements } from '../../loaders/clickhouse';
import { type Layout, type Migration, readMigrations, readSql } from '../../schemas';
import {
  type AppliedMigration,
  migrationHash,
  migrationLabel,
  type MigrationPlan,
  planMigrations,
} from './plan-migrations';

/** Refreshable views replace a table by exchanging two, which these engines alone can do. */
const EXCHANGING_ENGINES: ReadonlySet<unknown> = new Set(['Atomic', 'Replicated']);

async function assertExchanging(database: ClickHouseDatabase): Promise<void> {
  const [[engine] = []] = await database.rows(readSql('clickhouse', 'analytics/database-engine'));
  if (EXCHANGING_ENGINES.has(engine)) return;
  throw new BadInputError(
    database.url,
    `the database ${database.name} has the engine ${String(engine)}, which cannot keep the film table`,
    'name another one: chdb:DIR?database=viewmarks, or CREATE DATABASE ... ENGINE = Atomic',
  );
}

/** What the database's own record says; empty before the first migration. */
export async function appliedMigrations(
  database: ClickHouseDatabase,
): Promise<readonly AppliedMigration[]> {
  const [[tables] = []] = await database.rows(
    readSql('clickhouse', 'analytics/migrations-table-exists'),
  );
  if (tables === 0) return [];
  const rows = await database.rows(readSql('clickhouse', 'analytics/applied-migrations'));
  return rows.map(([number, name, sha256]) => ({
    number: Number(number),
    name: String(name),
    sha256: String(sha256),
  }));
}

function assertNoDrift(
  database: ClickHouseDatabase,
  plan: MigrationPlan,
): asserts plan is Exclude<MigrationPlan, { status: 'drifted' }> {
  if (plan.status === 'drifted') throw new BadInputError(database.url, plan.problem, plan.fix);
}

/**
 * What {@link migrate} would apply, in order; empty when the database is up to date. Changes nothing.
 *
 * @throws BadInputError when the database is not one that these migrations made, or cannot hold them
 */
export async function pendingMigrations(
  database: ClickHouseDatabase,
  layout: Layout,
): Promise<readonly Migration[]> {
  await assertExchanging(database);
  const plan = planMigrations(readMigrations(layout), await appliedMigrations(database));
  assertNoDrift(database, plan);
  return plan.status === 'pending' ? plan.migrations : [];
}

async function apply(database: ClickHouseDatabase, migration: Migration): Promise<void> {
  for (const statement of splitStatements(migration.sql)) await database.execute(statement);
  await database.execute(readSql('clickhouse', 'analytics/record-migration'), {
    number: String(migration.number),
    name: migration.name,
    sha256: migrationHash(migration),
  });
}

/**
 * Applies what is missing of the layout's migrations, one after the other, each recorded when all
 * its statements ran. A run that was cut is simply repeated.
 *
 * Several processes may do this to one database at the same time, without a lock: every statement
 * may run twice, each run applies an end of the list in order, so whatever they interleave, the last
 * text wins everywhere; and each run compares the record with its own texts once more at its end.
 *
 * On a cluster every node is migrated by itself, with its own record: a node that is down holds up
 * no other, and a new replica gets its schema by the same command.
 *
 * @param onApplied told of each migration when it is recorded
 * @returns the number of migrations applied
 * @throws BadInputError as {@link pendingMigrations}
 */
export async function migrate(
  database: ClickHouseDatabase,
  layout: Layout,
  onApplied: (label: string) => void = () => undefined,
): Promise<number> {
  const pending = await pendingMigrations(database, layout);
  if (pending.length === 0) return 0;
  await database.execute(readSql('clickhouse', 'analytics/create-migrations-table'));
  for (const migration of pending) {
    await apply(database, migration);
    onApplied(migrationLabel(migration));
  }
  await pendingMigrations(database, layout);
  return pending.length;
}
