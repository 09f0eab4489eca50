import { join } from 'node:path';
import { Command } from 'commander';
import type { Decision } from '../research';
import {
  readResults,
  renderComparison,
  renderTerminal,
  type ReportOptions,
  writeComparison,
  writeReport,
} from '../reports';
import { runCommand } from './run-command';
import { DECISION_FILE, readDecision, readHashedResults } from './run-files';

interface ReportFlags {
  readonly includeRestricted?: true;
  readonly against?: string;
}

const program = new Command('report')
  .description(
    'Renders the report of a run again, from its results.json (and decision.json, where there is one): report.md,\n' +
      'report.html and charts/*.svg. The same files give the same bytes.',
  )
  .usage('RUN_DIR [--against OTHER_RUN_DIR]')
  .argument('<RUN_DIR>', 'the folder that holds results.json')
  .option(
    '--against <OTHER_RUN_DIR>',
    'compare the run with another one, cell by cell, instead: against-OTHER.md and .html in RUN_DIR',
  )
  .option(
    '--include-restricted',
    "also figures whose publication the engine's licence forbids (Vertica), into files that Git ignores",
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 failed, 2 wrong usage or results that cannot be read.',
  );

/** The decision made from these very results; undefined, with a line that says so, where it is of others. */
function decisionOf(directory: string): Decision | undefined {
  const found = readDecision(directory);
  if (!found) return undefined;
  if (found.decision.run.resultsSha256 === readHashedResults(directory).sha256) {
    return found.decision;
  }
  process.stderr.write(
    `warning: ${DECISION_FILE} was made from other results and is left out: npm run decide -- ${directory}\n`,
  );
  return undefined;
}

void runCommand(program, async () => {
  const [directory] = program.args as [string];
  const { against, includeRestricted } = program.opts<ReportFlags>();
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  const options: ReportOptions = includeRestricted ? { includeRestricted } : {};
  const results = readResults(directory, options);
  if (against !== undefined) {
    const other = readResults(against, options);
    const { html, markdown } = await writeComparison(directory, results, other, options);
    process.stdout.write(renderComparison(results, other, { colour, ...options }));
    process.stdout.write(`Comparison: ${join(directory, html)} and ${join(directory, markdown)}\n`);
    return;
  }
  const decision = decisionOf(directory);
  const shown = { ...options, ...(decision && { decision }) };
  const { html, markdown } = await writeReport(directory, results, shown);
  process.stdout.write(renderTerminal(results, { colour, ...shown }));
  process.stdout.write(`Report: ${join(directory, html)} and ${join(directory, markdown)}\n`);
});
