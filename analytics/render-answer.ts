import CliTable from 'cli-table3';
import type { AnswerRow, ColumnDefinition } from '../schemas';
import { type AnalystQuestion, ANALYST_QUESTIONS } from './ask-analysts';

export const ANSWER_FORMS = ['table', 'json', 'csv'] as const;

export type AnswerForm = (typeof ANSWER_FORMS)[number];

/** Columns of the widest bar. */
const BAR_WIDTH = 30;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** What a question's bar shows; a share is drawn against 1, a count against the greatest. */
const BARS: Partial<
  Record<AnalystQuestion, { readonly column: string; readonly of: 'one' | 'greatest' }>
> = {
  'most-watched-films': { column: 'completion', of: 'one' },
  'unfinished-films': { column: 'unfinished_share', of: 'one' },
  'completion-by-genre': { column: 'completion', of: 'one' },
  'viewer-history': { column: 'completion', of: 'one' },
  'stop-moments': { column: 'viewers', of: 'greatest' },
  'marks-per-day': { column: 'marks', of: 'greatest' },
  'unique-viewers-per-day': { column: 'viewers', of: 'greatest' },
  'platform-by-hour': { column: 'marks', of: 'greatest' },
  'late-marks': { column: 'late_marks', of: 'greatest' },
  'marks-sent-again': { column: 'extra_copies', of: 'greatest' },
};

/** A bar of `share` of the full width, to an eighth of a column. */
export function bar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH * 8);
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!;
}

/** Control characters would move the cursor; a title is somebody else's text. */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function clock(seconds: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

function shownCell({ name, type }: ColumnDefinition, value: AnswerRow[string] | undefined): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'string') return harmless(value);
  if (type === 'real') return `${(100 * value).toFixed(1)} %`;
  // Positions and durations are in seconds, and say so.
  if (name.endsWith('_s')) return clock(value);
  return value.toLocaleString('en');
}

function csvField(value: AnswerRow[string] | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function renderTable(question: AnalystQuestion, rows: readonly AnswerRow[]): string {
  const { columns } = ANALYST_QUESTIONS[question];
  if (rows.length === 0) return 'no rows\n';
  const drawn = BARS[question];
  const values = rows.map((row) => Number(drawn ? row[drawn.column] : 0));
  const full = drawn?.of === 'one' ? 1 : Math.max(1, ...values);
  const table = new CliTable({
    head: [...columns.map(({ name }) => name), ...(drawn ? [''] : [])],
    colAligns: columns.map(({ type }) =>
      type === 'integer' || type === 'real' ? 'right' : 'left',
    ),
    style: { head: [], border: [], compact: true },
  });
  for (const [at, row] of rows.entries()) {
    const cells = columns.map((column) => shownCell(column, row[column.name]));
    table.push(drawn ? [...cells, bar(values[at]! / full)] : cells);
  }
  return `${table.toString()}\n`;
}

/**
 * An answer as text, with a line feed at its end.
 *
 * - `table`: for eyes; shares as percentages, positions as h:mm:ss, a bar where a column is a
 *   histogram or a share
 * - `json`: an array of objects, cells as in the question's definition
 * - `csv`: RFC 4180 with a header; an empty field is null
 */
export function renderAnswer(
  form: AnswerForm,
  question: AnalystQuestion,
  rows: readonly AnswerRow[],
): string {
  switch (form) {
    case 'table':
      return renderTable(question, rows);
    case 'json':
      return `${JSON.stringify(rows, null, 2)}\n`;
    case 'csv': {
      const names = ANALYST_QUESTIONS[question].columns.map(({ name }) => name);
      return [names, ...rows.map((row) => names.map((name) => csvField(row[name])))]
        .map((fields) => `${fields.join(',')}\r\n`)
        .join('');
    }
  }
}
