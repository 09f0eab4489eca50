import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { openStorage } from '../../loaders';
import { type ClickHouseDatabase, openClickHouseDatabase } from '../../loaders/clickhouse';
import { readMigrations } from '../../schemas';
import { startTestClickHouse, type TestClickHouse } from '../../test-support/clickhouse-server';
import { migrate, pendingMigrations } from '.';

const COUNT = readMigrations('single').length;

describe('Migrating a ClickHouse database', () => {
  let server: TestClickHouse;
  const opened: ClickHouseDatabase[] = [];

  const open = async (url: string): Promise<ClickHouseDatabase> => {
    const database = await openClickHouseDatabase(url);
    opened.push(database);
    return database;
  };

  beforeAll(async () => {
    server = await startTestClickHouse();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await server.stop();
  });

  const objects = async (database: ClickHouseDatabase): Promise<unknown[]> =>
    (
      await database.rows('SELECT name FROM system.tables WHERE database = currentDatabase()')
    ).flat();

  it('changes nothing when only asked what it would do', async () => {
    const database = await open(await server.freshUrl());
    expect(await pendingMigrations(database, 'single')).toHaveLength(COUNT);
    expect(await objects(database)).toEqual([]);
  });

  it('applies every migration once', async () => {
    const database = await open(await server.freshUrl());
    const labels: string[] = [];
    expect(await migrate(database, 'single', (label) => labels.push(label))).toBe(COUNT);
    expect(labels[0]).toBe('0001-raw-tables');
    expect(await migrate(database, 'single')).toBe(0);
    expect(await database.rows('SELECT count() FROM schema_migrations')).toEqual([[COUNT]]);
  });

  it('may run in several processes at the same time', async () => {
    const url = await server.freshUrl();
    const runs = await Promise.all([open(url), open(url), open(url)]);
    await Promise.all(runs.map((database) => migrate(database, 'single')));
    expect(await pendingMigrations(runs[0], 'single')).toEqual([]);
    expect(await runs[0].rows('SELECT count(DISTINCT number) FROM schema_migrations')).toEqual([
      [COUNT],
    ]);
  });

  it('goes on where a run was cut', async () => {
    const database = await open(await server.freshUrl());
    await migrate(database, 'single');
    await database.execute(
      'ALTER TABLE schema_migrations DELETE WHERE number > 2 SETTINGS mutations_sync = 2',
    );
    await database.execute('DROP VIEW most_watched_films');
    expect(await migrate(database, 'single')).toBe(COUNT - 2);
    expect(await objects(database)).toContain('most_watched_films');
  });

  it('refuses a database whose migrations were edited afterwards, and names the one', async () => {
    const database = await open(await server.freshUrl());
    await migrate(database, 'single');
    await database.execute(
      "ALTER TABLE schema_migrations UPDATE sha256 = 'other' WHERE number = 2 SETTINGS mutations_sync = 2",
    );
    await expect(migrate(database, 'single')).rejects.toThrow(BadInputError);
    await expect(pendingMigrations(database, 'single')).rejects.toThrow(
      '0002-progress was applied with the text other',
    );
  });

  it('makes the tables of marks and films as the storage makes them', async () => {
    const definitions = async (database: ClickHouseDatabase): Promise<unknown> =>
      database.rows(
        "SELECT name, replace(create_table_query, currentDatabase(), 'db') FROM system.tables WHERE database = currentDatabase() AND name IN ('view_marks', 'films') ORDER BY name",
      );
    const url = await server.freshUrl();
    const storage = await openStorage(url);
    await storage.createSchema();
    await storage.close();
    const created = await open(url);
    const migrated = await open(await server.freshUrl());
    const [first] = readMigrations('single');
    for (const statement of first!.sql.split(/;\s*\n/).filter((text) => text.trim() !== '')) {
      await migrated.execute(statement);
    }
    expect(await definitions(migrated)).toEqual(await definitions(created));
  });
});
