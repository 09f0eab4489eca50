import { Command } from 'commander';
import { type Erasure, forgetViewer, isErased } from '../analytics';
import { BadInputError } from '../errors';
import { openClickHouseDatabase } from '../loaders/clickhouse';
import { parseUuid } from '../marks';
import { CommandFailedError, runCommand } from './run-command';
import { existingStorage, storageOption } from './storage-option';

function user(text: string): string {
  if (parseUuid(text)) return text.toLowerCase();
  throw new BadInputError(
    '--user',
    `${JSON.stringify(text)} is not a UUID`,
    'write the viewer as in the marks',
  );
}

const program = new Command('forget')
  .description('Erases one viewer from every table of the database, and counts what is left.')
  .requiredOption('--user <uuid>', 'the viewer', user)
  .addOption(storageOption())
  .addHelpText(
    'after',
    `
Not reached: records that Kafka still keeps, and backups. End the viewer's sessions first: a mark that
arrives later brings the viewer back. On a cluster: on one replica of each shard.

Exit codes: 0 nothing is left, 1 failed or something is left, 2 wrong usage.`,
  );

function describe({ tables, replaced }: Erasure): string {
  const lines = tables.map(
    ({ table, rowsBefore, rowsAfter }) =>
      `${table}: ${rowsBefore} rows before, ${rowsAfter} rows left`,
  );
  lines.push('film table: made anew without the viewer');
  if (replaced.parts > 0) {
    lines.push(
      `${replaced.parts} replaced parts (${replaced.bytesOnDisk} bytes) are no longer read; the engine removes their files within minutes`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

void runCommand(program, async () => {
  const flags = program.opts<{ storage: string; user: string }>();
  const database = await openClickHouseDatabase(existingStorage(flags.storage));
  try {
    const erasure = await forgetViewer(database, flags.user);
    process.stdout.write(describe(erasure));
    if (!isErased(erasure)) {
      process.stderr.write('error: marks of this viewer arrived meanwhile; run it again\n');
      throw new CommandFailedError('marks arrived');
    }
  } finally {
    await database.close();
  }
});
