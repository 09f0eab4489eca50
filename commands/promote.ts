import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { BadInputError } from '../errors';
import { type PromotedLoader } from '../loaders';
import {
  decide,
  promote,
  readCriteria,
  type Refusal,
  REFUSAL_NAMES,
  type RefusalName,
} from '../research';
import { CommandFailedError, runCommand } from './run-command';
import { jsonText, readDecision, readHashedResults, replaceFile } from './run-files';

const PROMOTED_FILE = 'etl/promoted.json';

interface PromoteFlags {
  readonly criteria?: string;
  readonly out: string;
  readonly accept: readonly RefusalName[];
}

function acceptOption(text: string, before: readonly RefusalName[]): readonly RefusalName[] {
  const name = REFUSAL_NAMES.find((known) => known === text);
  if (name === undefined) {
    throw new BadInputError(
      '--accept',
      `there is no refusal ${JSON.stringify(text)}`,
      `choose from ${REFUSAL_NAMES.join(', ')}`,
    );
  }
  return [...before, name];
}

const program = new Command('promote')
  .description(
    'Promotes the loader, format and batch size that a decided run measured best to production: writes\n' +
      `${PROMOTED_FILE}, which the ETL reads.`,
  )
  .usage('RUN_DIR [--accept REFUSAL]... [--out FILE] [--criteria FILE]')
  .argument('<RUN_DIR>', 'the folder that holds results.json and decision.json')
  .option(
    '--accept <refusal>',
    `promote in spite of it, which is recorded: ${REFUSAL_NAMES.join(', ')}`,
    acceptOption,
    [],
  )
  .option('--out <file>', 'where to write', PROMOTED_FILE)
  .option('--criteria <file>', 'other criteria than research/criteria.json')
  .addHelpText(
    'after',
    '\nRefused are runs that failed verification, are too small, have no engine that production could use, leave a gate\n' +
      'open, or whose files were edited.\n' +
      '\nExit codes: 0 promoted, 1 refused, 2 wrong usage or files that cannot be read.',
  );

function refuse(refusals: readonly Refusal[]): never {
  for (const { refusal, why, fix } of refusals) {
    process.stderr.write(
      `refused: ${refusal}: ${why}\n  to mend it: ${fix}\n  to override: --accept ${refusal}\n`,
    );
  }
  throw new CommandFailedError('the promotion was refused');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function summary({ loader, expected, reasons, overridden }: PromotedLoader, out: string): string {
  const { rowsPerSecond, batchMs } = expected;
  return [
    `Promoted: ${loader.engine} over ${loader.transport}, ${loader.format}, batches of ${whole(loader.batchRows)} rows, ${loader.writers} at a time`,
    `Expected: ${whole(rowsPerSecond.median)} rows/s [${whole(rowsPerSecond.low)}, ${whole(rowsPerSecond.high)}], ` +
      `${batchMs.slowIs} batch ${Number(batchMs.slow.toPrecision(3))} ms`,
    ...reasons.map((reason) => `- ${reason}`),
    ...overridden.map(({ refusal, why }) => `Overridden: ${refusal}: ${why}`),
    `Written: ${out}`,
    '',
  ].join('\n');
}

function promoteRun(): void {
  const [directory] = program.args as [string];
  const { criteria: criteriaFile, out, accept } = program.opts<PromoteFlags>();
  const run = readHashedResults(directory);
  const found = readDecision(directory);
  if (found === undefined) {
    throw new BadInputError(
      directory,
      'there is no decision.json',
      `decide first: npm run decide -- ${directory}`,
    );
  }
  const criteria = readCriteria(criteriaFile);
  const promotion = promote(
    {
      results: run.results,
      resultsSha256: run.sha256,
      decision: found.decision,
      decisionSha256: found.sha256,
      decidedAgain: decide(run, criteria),
    },
    criteria,
    new Set(accept),
  );
  switch (promotion.status) {
    case 'refused':
      return refuse(promotion.refusals);
    case 'impossible':
      throw new Error(`nothing can be promoted: ${promotion.because}`);
    case 'promoted':
      mkdirSync(dirname(out), { recursive: true });
      replaceFile(out, jsonText(promotion.promoted));
      process.stdout.write(summary(promotion.promoted, out));
  }
}

void runCommand(program, () => {
  promoteRun();
  return Promise.resolve();
});
