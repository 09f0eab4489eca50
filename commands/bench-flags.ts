import { createHash } from 'node:crypto';
import { Command } from 'commander';
import { BadInputError } from '../errors';
import { type DatasetOptions, type DatasetSpec, describeDataset } from '../generators';
import { redactStorageUrl, STORAGE_URL_FORMS } from '../loaders';
import {
  type BenchPlan,
  defaultTargets,
  SCENARIO_NAMES,
  SCENARIO_SETS,
  SCENARIOS,
  selectScenarios,
  targetsOf,
} from '../research';
import { wholeNumber } from './number-option';

/** As commander hands them over. */
export interface BenchFlags {
  readonly storages?: string;
  readonly rows: number;
  readonly seed: number;
  readonly scenarios: string;
  readonly rounds: number;
  readonly out?: string;
  readonly films?: number;
  readonly viewers?: number;
  readonly days?: number;
  readonly overwrite?: boolean;
  readonly resume?: string;
}

const DEFAULT_SCENARIOS = 'quick';

const MAX_ROWS = 1_000_000_000;
const MAX_UINT32 = 0xffff_ffff;

/** The command with its flags and its help; nothing is done yet. */
export function benchProgram(): Command {
  return new Command('bench')
    .description(
      'Measures storages of view marks: generates a dataset, inserts and reads it in every storage, ' +
        'checks every answer against an independent oracle, and writes results.json and a report.',
    )
    .option('--storages <urls>', `comma-separated: ${STORAGE_URL_FORMS}`)
    .option('--rows <n>', 'marks of the dataset', wholeNumber('--rows', 1, MAX_ROWS), 1_000_000)
    .option(
      '--seed <n>',
      'seeds dataset, order of cells and drawn parameters',
      wholeNumber('--seed', 0, MAX_UINT32),
      1,
    )
    .option(
      '--scenarios <names>',
      `comma-separated: ${[...Object.keys(SCENARIO_SETS), ...SCENARIO_NAMES].join(', ')}`,
      DEFAULT_SCENARIOS,
    )
    .option(
      '--rounds <n>',
      'visits of every cell; below 5 there are no intervals',
      wholeNumber('--rounds', 1, 1_000),
      5,
    )
    .option('--out <dir>', 'folder of the run, missing or empty (default: runs/<time>-<dataset>)')
    .option('--films <n>', 'films of the catalogue', wholeNumber('--films', 1, 1_000_000))
    .option('--viewers <n>', 'people who may watch', wholeNumber('--viewers', 1, 100_000_000))
    .option('--days <n>', 'days that the marks are spread over', wholeNumber('--days', 1, 3_660))
    .option('--overwrite', 'replace view_marks and films in storages that hold something')
    .option('--resume <dir>', 'go on with the interrupted run in this folder, with its own flags')
    .addHelpText(
      'after',
      `
Scenarios
${SCENARIO_NAMES.map((name) => `  ${name.padEnd(18)} ${SCENARIOS[name].about}`).join('\n')}
${Object.entries(SCENARIO_SETS)
  .map(([name, members]) => `  ${name.padEnd(18)} ${members.join(', ')}`)
  .join('\n')}

Without --storages both embedded engines run in a temporary folder that is removed afterwards, and
null:, which encodes marks and throws them away; and Vertica, if VERTICA_URL is set, for example to
vertica://user:password@host:5433/database. A storage that you name is worked in directly: its
tables view_marks and films are dropped and made again several times, and hold the last dataset when
the run is over. Give it a path that does not exist yet or a database of its own; where there is
something already the bench refuses, unless you add --overwrite. A storage that cannot be opened is
listed as not run.

Vertica's licence forbids publishing benchmark results. The report says "measured, withheld: licence"
in the place of its figures; they are kept in results.restricted.json, which Git ignores, and
npm run report -- RUN_DIR --include-restricted shows them to you. Nothing is recorded of a server
that does not call itself a Vertica Analytic Database, so of no test double either. In --storages,
vertica: without more stands for VERTICA_URL.

A run that is interrupted keeps what it has measured in its folder, and --resume goes on from there:
the dataset is made again and must have the same hash, and the storages must be the same versions.
Tables of storages that you named are replaced then.

Exit code 0: measured, all answers right. 1: a wrong answer, a failed cell, or a storage that was named
(also by VERTICA_URL) was not run; the others are measured all the same. 2: wrong usage.`,
    );
}

/** The flag of a dataset's field, where there is one. */
function namedAsFlag(error: unknown): unknown {
  if (!(error instanceof BadInputError) || error.field.startsWith('-')) return error;
  return new BadInputError(`--${error.field}`, error.problem, error.fix, { cause: error });
}

function datasetOf({ rows, seed, films, viewers, days }: BenchFlags): DatasetSpec {
  const options: DatasetOptions = {
    rows,
    seed,
    ...(films !== undefined && { films }),
    ...(viewers !== undefined && { viewers }),
    ...(days !== undefined && { days }),
  };
  try {
    return describeDataset(options);
  } catch (error) {
    throw namedAsFlag(error);
  }
}

/** The run again: every flag that is not at its default, but for the folder, which is this machine's. */
function commandOf(flags: BenchFlags): string {
  const { storages, rows, seed, scenarios, rounds, films, viewers, days, overwrite } = flags;
  const words = [`--rows ${rows}`, `--seed ${seed}`, `--rounds ${rounds}`];
  if (storages !== undefined)
    words.unshift(`--storages '${storages.split(',').map(redactStorageUrl).join(',')}'`);
  if (scenarios !== DEFAULT_SCENARIOS) words.push(`--scenarios ${scenarios}`);
  if (films !== undefined) words.push(`--films ${films}`);
  if (viewers !== undefined) words.push(`--viewers ${viewers}`);
  if (days !== undefined) words.push(`--days ${days}`);
  if (overwrite) words.push('--overwrite');
  const named = storages?.split(',').map((url) => url.trim());
  const verticaUrl = named?.includes('vertica:') === false ? undefined : process.env.VERTICA_URL;
  const variable = verticaUrl ? `VERTICA_URL='${redactStorageUrl(verticaUrl)}' ` : '';
  return `${variable}npm run bench -- ${words.join(' ')}`;
}

/** A name for a run that begins now. @throws BadInputError for a dataset that cannot be */
export function newRunId(flags: BenchFlags): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const hash = createHash('sha256')
    .update(JSON.stringify(datasetOf(flags)))
    .digest('hex');
  return `${time}Z-${hash.slice(0, 8)}`;
}

/**
 * Checks the flags and decides all that the run does.
 *
 * @param temporaryFolder where storages that the user did not name keep their data
 * @throws BadInputError; StorageError BAD_URL
 */
export function planOf(
  flags: BenchFlags,
  temporaryFolder: string,
  { runId, journal }: Pick<BenchPlan, 'runId' | 'journal'>,
): BenchPlan {
  const dataset = datasetOf(flags);
  const overwrite = flags.overwrite ?? false;
  return {
    runId,
    journal,
    command: commandOf(flags),
    scenarios: selectScenarios(flags.scenarios),
    rounds: flags.rounds,
    seed: flags.seed,
    dataset,
    targets:
      flags.storages === undefined
        ? defaultTargets(temporaryFolder, process.env.VERTICA_URL)
        : targetsOf(flags.storages, overwrite, process.env.VERTICA_URL),
    overwrite,
    temporaryFolder,
    opener: undefined,
  };
}
