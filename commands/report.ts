import { join } from 'node:path';
import { Command } from 'commander';
import { readResults, renderTerminal, writeReport } from '../reports';
import { runCommand } from './run-command';

const program = new Command('report')
  .description(
    'Renders the report of a run again, from its results.json alone: report.md, report.html and charts/*.svg.\n' +
      'The same results give the same bytes.',
  )
  .usage('RUN_DIR')
  .argument('<RUN_DIR>', 'the folder that holds results.json')
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 wrong usage or results that cannot be read.',
  );

void runCommand(program, async () => {
  const [directory] = program.args as [string];
  const results = readResults(directory);
  await writeReport(directory, results);
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  process.stdout.write(renderTerminal(results, { colour }));
  process.stdout.write(
    `Report: ${join(directory, 'report.html')} and ${join(directory, 'report.md')}\n`,
  );
});
