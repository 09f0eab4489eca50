import { Argument, Command, Option } from 'commander';
import {
  ANALYST_QUESTION_NAMES,
  ANALYST_QUESTIONS,
  type AnalystQuestion,
  type AnswerForm,
  askAnalysts,
  CACHED_QUESTIONS,
  filmTableState,
  hasAnalystViews,
  isCached,
  renderAnswer,
} from '../analytics';
import { BadInputError } from '../errors';
import { openStorage, parseStorageUrl, StorageError } from '../loaders';
import { type ClickHouseDatabase, openClickHouseDatabase } from '../loaders/clickhouse';
import {
  type AnswerRow,
  QUESTION_NAMES,
  type QuestionName,
  type QuestionParameters,
} from '../schemas';
import { runCommand } from './run-command';
import { existingStorage, storageOption } from './storage-option';

const SOURCES = ['live', 'cached', 'raw'] as const;

/** Flags and the parameters of questions that they give. */
const PARAMETER_FLAGS = {
  film: 'film_id',
  user: 'user_id',
  from: 'from_day',
  to: 'to_day',
  limit: 'limit',
  minViewers: 'min_viewers',
  finishLine: 'finish_line',
  bucket: 'bucket_s',
} as const;

type ParameterFlag = keyof typeof PARAMETER_FLAGS;

interface QueryFlags extends Partial<Record<ParameterFlag, string>> {
  readonly storage: string;
  readonly source?: (typeof SOURCES)[number];
  readonly json?: true;
  readonly csv?: true;
}

interface Answer {
  readonly rows: readonly AnswerRow[];
  /** Where it comes from, for the line below the table. */
  readonly provenance: string;
}

/** A film table that is older has missed a refresh. */
const STALE_MS = 60_000;

const questionList = ANALYST_QUESTION_NAMES.map((name) => {
  const { about, parameters } = ANALYST_QUESTIONS[name];
  const names = Object.keys(parameters).join(', ');
  return `  ${name.padEnd(26)}${about}${names === '' ? '' : ` (${names})`}`;
}).join('\n');

const program = new Command('query')
  .description("An analyst's answer as a table.")
  .usage('QUESTION [options]')
  .addArgument(new Argument('<QUESTION>').choices(ANALYST_QUESTION_NAMES))
  .addOption(storageOption())
  .addOption(
    new Option(
      '--source <name>',
      'live: rollups; cached: the film table; raw: the marks (default: live where migrated, else raw)',
    ).choices(SOURCES),
  )
  .option('--film <uuid>', 'film_id')
  .option('--user <uuid>', 'user_id')
  .option('--from <day>', 'from_day, YYYY-MM-DD')
  .option('--to <day>', 'to_day, YYYY-MM-DD')
  .option('--limit <n>', 'limit')
  .option('--min-viewers <n>', 'min_viewers')
  .option('--finish-line <share>', 'finish_line')
  .option('--bucket <seconds>', 'bucket_s')
  .addOption(new Option('--json', 'an array of objects').conflicts('csv'))
  .option('--csv', 'with a header; an empty field is null')
  .addHelpText(
    'after',
    `
Questions:
${questionList}

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
  );

const flagOf = (flag: string): string =>
  `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @throws BadInputError for a flag that the question does not take, one it needs, or no number */
function parametersOf(question: AnalystQuestion, flags: QueryFlags): QuestionParameters {
  const { parameters } = ANALYST_QUESTIONS[question];
  const given: Record<string, string | number> = {};
  for (const [flag, name] of Object.entries(PARAMETER_FLAGS) as [ParameterFlag, string][]) {
    const text = flags[flag];
    const definition = parameters[name];
    if (text === undefined) {
      if (definition !== undefined && definition.defaultValue === undefined) {
        throw new BadInputError(flagOf(flag), `${question} needs it`, `give ${definition.about}`);
      }
      continue;
    }
    if (definition === undefined) {
      throw new BadInputError(flagOf(flag), `${question} does not take it`, 'leave it out');
    }
    const isNumber = definition.type === 'integer' || definition.type === 'real';
    given[name] = isNumber && text.trim() !== '' ? Number(text) : text;
  }
  return given;
}

async function askRaw(
  url: string,
  question: AnalystQuestion,
  parameters: QuestionParameters,
): Promise<Answer> {
  if (!(QUESTION_NAMES as readonly string[]).includes(question)) {
    throw new BadInputError(
      '--source',
      `${question} is answered by a migrated ClickHouse alone`,
      'use --source live after npm run migrate',
    );
  }
  const storage = await openStorage(url);
  try {
    const rows = await storage.ask(question as QuestionName, parameters);
    return { rows, provenance: `from the marks in ${storage.identity.url}` };
  } finally {
    await storage.close();
  }
}

async function askCached(
  database: ClickHouseDatabase,
  question: AnalystQuestion,
  parameters: QuestionParameters,
): Promise<Answer> {
  if (!isCached(question)) {
    throw new BadInputError(
      '--source',
      `the film table does not answer ${question}`,
      `use live, or ask one of ${CACHED_QUESTIONS.join(', ')}`,
    );
  }
  const state = await filmTableState(database);
  if (state.status === 'never-refreshed') {
    throw new StorageError(
      'NO_SCHEMA',
      `the film table of ${database.url} was never refreshed; ask again in half a minute, or --source live`,
    );
  }
  const rows = await askAnalysts(database, { from: 'cached', question }, parameters);
  const ageMs = Date.now() - state.refreshedAt.getTime();
  const stale = ageMs > STALE_MS ? ', which is more than a minute ago' : '';
  return {
    rows,
    provenance: `from the film table of ${database.url} as of ${state.refreshedAt.toISOString()}${stale}`,
  };
}

async function answer(
  { storage, source }: QueryFlags,
  question: AnalystQuestion,
  parameters: QuestionParameters,
): Promise<Answer> {
  const url = existingStorage(storage);
  const isClickHouse = ['chdb', 'http', 'https'].includes(parseStorageUrl(url).scheme);
  if (source === 'raw' || (source === undefined && !isClickHouse)) {
    return askRaw(url, question, parameters);
  }
  const database = await openClickHouseDatabase(url);
  try {
    if (source === undefined && !(await hasAnalystViews(database))) {
      return await askRaw(url, question, parameters);
    }
    if (source === 'cached') return await askCached(database, question, parameters);
    const rows = await askAnalysts(database, { from: 'live', question }, parameters);
    return { rows, provenance: `live from ${database.url}` };
  } finally {
    await database.close();
  }
}

void runCommand(program, async () => {
  const question = program.args[0] as AnalystQuestion;
  const flags = program.opts<QueryFlags>();
  const parameters = parametersOf(question, flags);
  let form: AnswerForm = 'table';
  if (flags.json) form = 'json';
  if (flags.csv) form = 'csv';
  let found: Answer;
  try {
    found = await answer(flags, question, parameters);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'BAD_PARAMETER') throw error;
    throw new BadInputError(question, error.message, 'see --help', { cause: error });
  }
  process.stdout.write(renderAnswer(form, question, found.rows));
  // Below a table it is part of the answer; beside machine-readable text it must not be in its way.
  const target = form === 'table' ? process.stdout : process.stderr;
  target.write(`${found.provenance}\n`);
});
