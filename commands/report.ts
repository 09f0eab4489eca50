import { join } from 'node:path';
import { Command } from 'commander';
import { readResults, renderTerminal, type ReportOptions, writeReport } from '../reports';
import { runCommand } from './run-command';

const program = new Command('report')
  .description(
    'Renders the report of a run again, from its results.json alone: report.md, report.html and charts/*.svg.\n' +
      'The same results give the same bytes.',
  )
  .usage('RUN_DIR')
  .argument('<RUN_DIR>', 'the folder that holds results.json')
  .option(
    '--include-restricted',
    "also figures whose publication the engine's licence forbids (Vertica), into files that Git ignores",
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 wrong usage or results that cannot be read.',
  );

void runCommand(program, async () => {
  const [directory] = program.args as [string];
  const options = program.opts<ReportOptions>();
  const results = readResults(directory, options);
  const { html, markdown } = await writeReport(directory, results, options);
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  process.stdout.write(renderTerminal(results, { colour, ...options }));
  process.stdout.write(`Report: ${join(directory, html)} and ${join(directory, markdown)}\n`);
});
