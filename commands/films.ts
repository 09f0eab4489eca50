import { Argument, Command } from 'commander';
import { loadCatalogue, readCatalogue } from '../analytics';
import { openStorage } from '../loaders';
import { openClickHouseDatabase } from '../loaders/clickhouse';
import { runCommand } from './run-command';
import { existingStorage, storageOption } from './storage-option';

const program = new Command('films')
  .description('Replaces the catalogue of films, in one step for every reader.')
  .usage('load FILE [options]')
  .addArgument(new Argument('<action>').choices(['load']))
  .argument('<FILE>', 'films.csv or films.jsonl')
  .addOption(storageOption())
  .addHelpText(
    'after',
    `
Columns: film_id, title, duration_s, genres, release_year. Genres are a list in JSON lines and joined
by | in CSV. The file is checked whole before anything is changed.

Exit codes: 0 done, 1 failed, 2 wrong usage or a bad file.`,
  );

void runCommand(program, async () => {
  const [, file] = program.args as [string, string];
  const films = readCatalogue(file);
  const url = existingStorage(program.opts<{ storage: string }>().storage);
  const database = await openClickHouseDatabase(url);
  try {
    const storage = await openStorage(url);
    try {
      const changes = await loadCatalogue(storage, database, films);
      process.stdout.write(
        `${changes.films} films: ${changes.added} new, ${changes.removed} removed, ` +
          `${changes.changedDurations} with another duration\n`,
      );
    } finally {
      await storage.close();
    }
  } finally {
    await database.close();
  }
});
