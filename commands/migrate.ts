import { Command, Option } from 'commander';
import { migrate, migrationLabel, pendingMigrations } from '../analytics';
import { openClickHouseDatabase } from '../loaders/clickhouse';
import { type Layout, LAYOUTS } from '../schemas';
import { runCommand } from './run-command';
import { storageOption } from './storage-option';

interface MigrateFlags {
  readonly storage: string;
  readonly layout: Layout;
  readonly dryRun?: true;
}

const program = new Command('migrate')
  .description(
    'Brings a ClickHouse database up to date: tables, rollups, views. Each migration is applied once\n' +
      'and checked by its hash. Several processes may run this at the same time.',
  )
  .addOption(storageOption())
  .addOption(
    new Option('--layout <name>', 'a server alone, a node of a cluster, or its view of all shards')
      .choices(LAYOUTS)
      .default('single'),
  )
  .option('--dry-run', 'say what would be applied, and apply nothing')
  .addHelpText(
    'after',
    `
A cluster is migrated node by node: first --layout shard on the database viewmarks of every node,
then --layout everywhere on its database viewmarks_all. See schemas/clickhouse-cluster/README.md.

Exit codes: 0 done, 1 failed, 2 wrong usage or a database that other migrations made.`,
  );

void runCommand(program, async () => {
  const { storage, layout, dryRun } = program.opts<MigrateFlags>();
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const database = await openClickHouseDatabase(storage);
  try {
    if (dryRun) {
      const pending = await pendingMigrations(database, layout);
      for (const migration of pending) print(`would apply ${migrationLabel(migration)}`);
      print(`${database.url}: ${pending.length} to apply, nothing was changed`);
      return;
    }
    const applied = await migrate(database, layout, (label) => {
      print(`applied ${label}`);
    });
    print(`${database.url}: ${applied === 0 ? 'up to date' : `${applied} applied`}`);
  } finally {
    await database.close();
  }
});
