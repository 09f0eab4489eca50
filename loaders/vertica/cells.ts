import type vertica from 'vertica-nodejs';
import { parseUuid } from '../../marks';
import {
  type AnswerRow,
  type CellType,
  type CellValue,
  type ColumnDefinition,
  questionDefinition,
  type QuestionName,
} from '../../schemas';
import { StorageError } from '../storage-error';

const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/;

/** Vertica leaves zeros at the end of a fraction out. */
function timestampCell(text: string): string | undefined {
  const [, day, time, fraction = ''] = TIMESTAMP.exec(text) ?? [];
  return day && time ? `${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z` : undefined;
}

/** The cell, or undefined when the driver's value is not of the cell's type. */
function convert(type: CellType, value: vertica.Cell | undefined): CellValue | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'uuid':
      return typeof value === 'string' && parseUuid(value) ? value.toLowerCase() : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
    case 'timestamp':
      return typeof value === 'string' ? timestampCell(value) : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }
}

function cell(column: ColumnDefinition, value: vertica.Cell | undefined): CellValue {
  if (value === null && column.nullable) return null;
  const converted = convert(column.type, value);
  if (converted === undefined) {
    throw new StorageError(
      'ENGINE',
      `vertica: column ${column.name} should be of type ${column.type}, got ${String(value)}`,
    );
  }
  return converted;
}

/**
 * A row of the driver as a row of the answer. Doubles come with 15 significant digits, because the
 * driver knows the text form of results only.
 *
 * @throws StorageError ENGINE when a value is not of its column's type
 */
export function answerRow(
  question: QuestionName,
  row: Readonly<Record<string, vertica.Cell>>,
): AnswerRow {
  const { columns } = questionDefinition(question);
  return Object.fromEntries(columns.map((column) => [column.name, cell(column, row[column.name])]));
}
