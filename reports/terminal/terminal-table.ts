import CliTable from 'cli-table3';
import type { Cell, Column, Table } from '../report-document';
import { visibleText } from '../visible-text';
import { columnWidths } from './column-widths';
import type { Paint } from './text-style';
import { columnsOf, wrapText } from './wrap-text';

/** Between two columns: the padding of one and the border of the next. */
const GAP = 2;

/** Longer words, such as URLs and hashes, are broken when room is short. */
const LONGEST_WHOLE_WORD = 24;

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

/** The paragraphs of a cell: each begins a line of its own. */
function cellTexts(cell: Cell, { inTerminal }: Column): readonly string[] {
  if (cell.kind === 'missing' || cell.kind === 'problem') return [visibleText(cell.text)];
  const interval =
    cell.kind === 'figure' && cell.interval !== undefined && inTerminal !== 'without-interval'
      ? ` ${cell.interval}`
      : '';
  return [cell.text + interval, ...(cell.note === undefined ? [] : [cell.note])].map(visibleText);
}

function widestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(columnsOf));
}

function paintCell(cell: Cell, text: string, paint: Paint): string {
  if (cell.kind === 'problem') return paint('bad', text);
  return cell.kind === 'missing' ? paint('dim', text) : text;
}

/** A table of at most `width` columns; long names and reasons wrap. */
export function renderTerminalTable(table: Table, width: number, paint: Paint): string {
  const kept = table.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => column.inTerminal !== 'left-out');
  const rowsOf = (rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] =>
    rows.map((row) => kept.map(({ at }) => row[at]!));
  const groups = table.groups.map(({ heading, rows }) => ({ heading, rows: rowsOf(rows) }));
  const allRows = groups.flatMap(({ rows }) => rows);
  const requests = kept.map(({ column }, at) => {
    const header = visibleText(column.header);
    const texts = allRows.map((row) => cellTexts(row[at]!, column));
    // A figure stays on one line with its interval; of other texts only the words must stay whole.
    const figures = allRows.flatMap((row, index) =>
      row[at]!.kind === 'figure' ? [texts[index]![0]!] : [],
    );
    const words = [header, ...texts.flat()].flatMap((text) => text.split(' '));
    return {
      natural: widestOf([header, ...texts.flat()]),
      whole: Math.max(widestOf(figures), Math.min(LONGEST_WHOLE_WORD, widestOf(words))),
    };
  });
  const widths = columnWidths(requests, width - GAP * (kept.length - 1));
  const fit = (texts: readonly string[], at: number): string =>
    texts.flatMap((text) => wrapText(text, widths[at]!)).join('\n');

  const lines = new CliTable({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [] },
    colWidths: widths.map((columns) => columns + 1),
    colAligns: kept.map(({ column }) => column.align),
  });
  lines.push(
    kept.map(({ column }, at) => ({
      content: paint('bold', fit([visibleText(column.header)], at)),
      vAlign: 'bottom' as const,
    })),
    widths.map((columns) => '─'.repeat(columns)),
  );
  for (const { heading, rows } of groups) {
    if (table.groupedBy !== undefined) {
      const text = wrapText(visibleText(heading), width - 1).join('\n');
      lines.push([{ content: paint('bold', text), colSpan: kept.length }]);
    }
    for (const row of rows) {
      lines.push(
        row.map((cell, at) => paintCell(cell, fit(cellTexts(cell, kept[at]!.column), at), paint)),
      );
    }
  }
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
