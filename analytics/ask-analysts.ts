import { bindDefined } from '../loaders';
import { type ClickHouseDatabase, namedCells } from '../loaders/clickhouse';
import {
  type AnswerRow,
  type ParameterDefinition,
  type QuestionDefinition,
  QUESTIONS,
  type QuestionName,
  type QuestionParameters,
  readSql,
} from '../schemas';
import { DATA_QUALITY, type DataQualityQuestion } from './data-quality';

export type AnalystQuestion = QuestionName | DataQualityQuestion;

/** The ten questions and those about the quality of the data. */
export const ANALYST_QUESTIONS: Readonly<Record<AnalystQuestion, QuestionDefinition>> = {
  ...QUESTIONS,
  ...DATA_QUALITY,
};

export const ANALYST_QUESTION_NAMES = Object.keys(ANALYST_QUESTIONS) as readonly AnalystQuestion[];

/** Answered from the film table as well: the questions about films and nothing smaller. */
export const CACHED_QUESTIONS = [
  'most-watched-films',
  'unfinished-films',
  'stop-moments',
  'completion-by-genre',
  'marks-of-unknown-films',
] as const satisfies readonly QuestionName[];

export type CachedQuestion = (typeof CACHED_QUESTIONS)[number];

export function isCached(question: AnalystQuestion): question is CachedQuestion {
  return (CACHED_QUESTIONS as readonly string[]).includes(question);
}

/** `live` counts every acknowledged mark; `cached` is as of the film table's last refresh. */
export type AnswerSource =
  | { readonly from: 'live'; readonly question: AnalystQuestion }
  | { readonly from: 'cached'; readonly question: CachedQuestion };

const ENGINE_TYPES: Readonly<Record<ParameterDefinition['type'], string>> = {
  uuid: 'UUID',
  date: 'Date32',
  integer: 'UInt32',
  real: 'Float64',
};

/** Of the view that answers, in the migrations: `cached_stop_moments`. */
function viewName({ from, question }: AnswerSource): string {
  return `${from === 'cached' ? 'cached_' : ''}${question.replaceAll('-', '_')}`;
}

function statementOf(source: AnswerSource): string {
  const { columns, parameters } = ANALYST_QUESTIONS[source.question];
  const bound = Object.entries(parameters).map(
    ([name, { type }]) => `${name} = {${name}:${ENGINE_TYPES[type]}}`,
  );
  const call = bound.length === 0 ? '' : `(${bound.join(', ')})`;
  return `SELECT ${columns.map(({ name }) => name).join(', ')} FROM ${viewName(source)}${call}`;
}

/**
 * An answer from the analysts' views of a migrated database, rows and cells as the question says.
 *
 * @throws StorageError BAD_PARAMETER; NO_SCHEMA when the database was not migrated
 */
export async function askAnalysts(
  database: ClickHouseDatabase,
  source: AnswerSource,
  given: QuestionParameters = {},
): Promise<readonly AnswerRow[]> {
  const { columns, parameters } = ANALYST_QUESTIONS[source.question];
  const bound = bindDefined(source.question, parameters, given);
  const rows = await database.rows(
    statementOf(source),
    Object.fromEntries(bound.map(({ name, value }) => [name, String(value)])),
  );
  return rows.map((values) => namedCells(columns, values));
}

/** Whether the database has the analysts' views. */
export async function hasAnalystViews(database: ClickHouseDatabase): Promise<boolean> {
  const rows = await database.rows(readSql('clickhouse', 'analytics/question-views'));
  const views = new Set(rows.map(([name]) => name));
  return views.has('most_watched_films');
}
