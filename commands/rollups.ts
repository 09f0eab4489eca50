import { Argument, Command, Option } from 'commander';
import {
  checkProgress,
  isSound,
  type ProgressCheck,
  rebuildProgress,
  type RollupLayout,
} from '../analytics';
import { openClickHouseDatabase } from '../loaders/clickhouse';
import { CommandFailedError, runCommand } from './run-command';
import { existingStorage, storageOption } from './storage-option';

const program = new Command('rollups')
  .description('Compares what is kept of the marks with the marks, or makes it anew from them.')
  .usage('check|rebuild [options]')
  .addArgument(new Argument('<action>').choices(['check', 'rebuild']))
  .addOption(storageOption())
  .addOption(
    new Option('--layout <name>', 'rebuild: how the database was migrated')
      .choices(['single', 'shard'])
      .default('single'),
  )
  .addHelpText(
    'after',
    `
Marks may arrive and questions be asked meanwhile. On a cluster: on one replica of each shard.

Exit codes: 0 done and equal, 1 failed or not equal, 2 wrong usage.`,
  );

function describe({ rollups, missingFeeds, retentionReached }: ProgressCheck): string {
  const lines = rollups.map(({ rollup, pairs, behind, ahead, cut }) => {
    const atLeast = cut ? 'at least ' : '';
    return `${rollup}: ${pairs} viewers of films, ${atLeast}${behind} behind their marks, ${atLeast}${ahead} ahead of them`;
  });
  if (missingFeeds.length > 0) {
    lines.push(`missing: ${missingFeeds.join(', ')}; marks go past the rollups now`);
  }
  if (retentionReached) {
    lines.push('marks of three years ago may have been dropped: being ahead of them is no fault');
  }
  return lines.map((line) => `${line}\n`).join('');
}

void runCommand(program, async () => {
  const { storage, layout } = program.opts<{ storage: string; layout: RollupLayout }>();
  const database = await openClickHouseDatabase(existingStorage(storage));
  try {
    if (program.args[0] === 'rebuild') await rebuildProgress(database, layout);
    const check = await checkProgress(database);
    process.stdout.write(describe(check));
    if (isSound(check)) {
      process.stdout.write('the rollups say what the marks say\n');
    } else {
      process.stderr.write('error: the rollups are not what the marks say; run rollups rebuild\n');
      throw new CommandFailedError('rollups differ');
    }
  } finally {
    await database.close();
  }
});
