import {
  type AnswerRow,
  type CellType,
  type CellValue,
  type ColumnDefinition,
  questionDefinition,
  type QuestionName,
} from '../../schemas';
import { StorageError } from '../storage-error';

/** In which the engine is asked for answers: a JSON array a row, the columns in the question's order. */
export const ANSWER_FORMAT = 'JSONCompactEachRow';

const TEXT_FORMS: Readonly<Record<Exclude<CellType, 'integer' | 'real'>, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  text: /^/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
};

function isOfType(type: CellType, value: unknown): value is string | number {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'real':
      return typeof value === 'number';
    default:
      return typeof value === 'string' && TEXT_FORMS[type].test(value);
  }
}

function cell({ name, type, nullable }: ColumnDefinition, value: unknown): CellValue {
  if (value === null && nullable) return null;
  if (isOfType(type, value)) return value;
  throw new StorageError(
    'ENGINE',
    `clickhouse: column ${name} should be of type ${type}, got ${JSON.stringify(value)}`,
  );
}

/**
 * A row of {@link ANSWER_FORMAT}, parsed, under the names of its columns.
 *
 * @throws StorageError ENGINE when a value is not of its column's type, which is a fault of the SQL
 *   or of a setting
 */
export function namedCells(
  columns: readonly ColumnDefinition[],
  values: readonly unknown[],
): AnswerRow {
  return Object.fromEntries(columns.map((column, at) => [column.name, cell(column, values[at])]));
}

/**
 * A row of the question's answer, as {@link namedCells}.
 *
 * @throws StorageError ENGINE
 */
export function answerRow(question: QuestionName, values: readonly unknown[]): AnswerRow {
  return namedCells(questionDefinition(question).columns, values);
}
