import type { Chart } from './charts';
import { linkAddress } from './link-address';
import type { Block, Cell, Column, ReportDocument, Table, Text } from './report-document';
import { visibleLines, visibleText } from './visible-text';

/** Folder of the chart files beside the Markdown that shows them. */
export const CHART_FOLDER = 'charts';

/**
 * Text that Markdown (CommonMark with GitHub's tables) shows as it is: no markup, no HTML, and no
 * links, which bare addresses would otherwise become.
 */
function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replace(/[\\`*_{}[\]<>#|~&!]/g, (character) =>
      character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
    )
    .replace(/\b(https?|ftp):/gi, '$1\\:')
    .replace(/\bwww\./gi, (prefix) => `${prefix.slice(0, -1)}\\.`)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A code span that may hold backticks; `inTable` because a pipe ends a cell even within code. */
function codeSpan(text: string, inTable: boolean): string {
  const visible = visibleText(text);
  const longest = Math.max(0, ...(visible.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padded = longest > 0 || visible.trim() === '' ? ` ${visible} ` : visible;
  const code = `${fence}${padded}${fence}`;
  return inTable ? code.replaceAll('|', '\\|') : code;
}

function renderText(text: Text): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return escapeMarkdown(part);
      if ('code' in part) return codeSpan(part.code, false);
      if ('link' in part) return `[${escapeMarkdown(part.link)}](${linkAddress(part.href)})`;
      // Emphasis ends only after a character that is not a space.
      const end = part.strong.trimEnd().length;
      return `**${escapeMarkdown(part.strong.slice(0, end))}**${part.strong.slice(end)}`;
    })
    .join('');
}

function renderCell(cell: Cell): string {
  switch (cell.kind) {
    case 'text': {
      const address = cell.anchor === undefined ? '' : `<a id="${cell.anchor}"></a>`;
      const text = address + (cell.code ? codeSpan(cell.text, true) : escapeMarkdown(cell.text));
      return cell.note === undefined ? text : `${text}<br>${escapeMarkdown(cell.note)}`;
    }
    case 'figure':
      return [
        escapeMarkdown(cell.text) + (cell.interval === undefined ? '' : ` ${cell.interval}`),
        ...(cell.note === undefined ? [] : [escapeMarkdown(cell.note)]),
      ].join('<br>');
    case 'missing':
      return cell.text === '-' ? '-' : escapeMarkdown(cell.text);
    case 'problem':
      return `**${escapeMarkdown(cell.text)}**`;
  }
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function renderTable({ caption, columns, groups, groupedBy, footnote }: Table): string {
  const alignment = ({ align }: Column): string => (align === 'right' ? '--:' : ':--');
  const grouped = groupedBy !== undefined;
  const lines = [
    tableRow([
      ...(grouped ? [escapeMarkdown(groupedBy)] : []),
      ...columns.map(({ header }) => escapeMarkdown(header)),
    ]),
    tableRow([...(grouped ? [':--'] : []), ...columns.map(alignment)]),
    ...groups.flatMap(({ heading, rows }) =>
      rows.map((row, at) =>
        tableRow([
          ...(grouped ? [at === 0 ? `**${escapeMarkdown(heading)}**` : ''] : []),
          ...row.map(renderCell),
        ]),
      ),
    ),
  ];
  return [
    `**${escapeMarkdown(caption)}**`,
    lines.join('\n'),
    ...(footnote === undefined ? [] : [escapeMarkdown(footnote)]),
  ].join('\n\n');
}

function renderBlock(
  block: Block,
  charts: ReadonlyMap<string, Chart>,
  chartFolder: string,
): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [renderText(block.text)];
    case 'verdict':
      return [`> ${renderText(block.text)}`];
    case 'list':
      return [block.items.map((item) => `- ${renderText(item)}`).join('\n')];
    case 'preformatted': {
      const text = visibleLines(block.text);
      const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
      const fence = '`'.repeat(longest + 1);
      return [
        ...(block.caption ? [renderText(block.caption)] : []),
        `${fence}text\n${text}\n${fence}`,
      ];
    }
    case 'chart': {
      const chart = charts.get(block.chart);
      return chart ? [`![${escapeMarkdown(chart.title)}](${chartFolder}/${chart.name}.svg)`] : [];
    }
    case 'table':
      return [renderTable(block.table)];
  }
}

/** The document as GitHub's Markdown; its charts are files in a folder beside it. */
export function renderMarkdownDocument(
  { title, subtitle, sections }: ReportDocument,
  charts: ReadonlyMap<string, Chart>,
  chartFolder: string = CHART_FOLDER,
): string {
  return [
    `# ${escapeMarkdown(title)}`,
    escapeMarkdown(subtitle),
    ...sections.flatMap((section) => [
      `## ${escapeMarkdown(section.title)}`,
      ...section.blocks.flatMap((block) => renderBlock(block, charts, chartFolder)),
    ]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
