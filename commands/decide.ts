import { join } from 'node:path';
import { Command } from 'commander';
import { decide, readCriteria } from '../research';
import { renderDecision, renderDecisionToTerminal, writeReport } from '../reports';
import { runCommand } from './run-command';
import { DECISION_FILE, jsonText, readHashedResults, replaceFile } from './run-files';

const DECISION_RECORD = 'decision.md';

const program = new Command('decide')
  .description(
    'Decides which storage is to keep the marks, from one run and research/criteria.json: gates first, then\n' +
      'weighted scores. Writes decision.json and decision.md into the run, and the report again with the decision at its top.',
  )
  .usage('RUN_DIR [--criteria FILE]')
  .argument('<RUN_DIR>', 'the folder that holds results.json')
  .option('--criteria <file>', 'other criteria than research/criteria.json')
  .addHelpText(
    'after',
    '\nThe same run and criteria give the same decision. A storage that was not measured is not chosen, and the\n' +
      'first line says which was not.\n' +
      '\nExit codes: 0 decided, also when the decision is "none"; 1 failed; 2 wrong usage or files that cannot be read.',
  );

void runCommand(program, async () => {
  const [directory] = program.args as [string];
  const { criteria } = program.opts<{ criteria?: string }>();
  const run = readHashedResults(directory);
  const decision = decide(run, readCriteria(criteria));
  replaceFile(join(directory, DECISION_FILE), jsonText(decision));
  replaceFile(join(directory, DECISION_RECORD), renderDecision(decision));
  await writeReport(directory, run.results, { decision });
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  process.stdout.write(renderDecisionToTerminal(decision, { colour }));
  process.stdout.write(
    `Decision: ${join(directory, DECISION_RECORD)} and ${join(directory, DECISION_FILE)}\n`,
  );
});
