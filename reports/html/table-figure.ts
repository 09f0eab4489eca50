import { escapeMarkup } from '../escape-markup';
import type { Cell, Column, RowGroup, Table } from '../report-document';

function cellContent(cell: Cell): string {
  const text = escapeMarkup(cell.text);
  switch (cell.kind) {
    case 'text': {
      const note =
        cell.note === undefined ? '' : `<span class="note">${escapeMarkup(cell.note)}</span>`;
      return (cell.code ? `<code>${text}</code>` : text) + note;
    }
    case 'figure': {
      const interval =
        cell.interval === undefined
          ? ''
          : ` <span class="interval">${escapeMarkup(cell.interval)}</span>`;
      const note =
        cell.note === undefined ? '' : ` <span class="note">${escapeMarkup(cell.note)}</span>`;
      return `<span class="figure">${text}</span>${interval}${note}`;
    }
    case 'missing':
    case 'problem':
      return `<span class="${cell.kind}">${text}</span>`;
  }
}

function cellClass({ align }: Column): string {
  return align === 'right' ? 'number' : 'words';
}

function anchor(cell: Cell): string {
  return cell.kind === 'text' && cell.anchor !== undefined
    ? ` id="${escapeMarkup(cell.anchor)}"`
    : '';
}

function renderRow(row: readonly Cell[], columns: readonly Column[]): string {
  const cells = row.map((cell, at) =>
    at === 0
      ? `<th scope="row"${anchor(cell)}>${cellContent(cell)}</th>`
      : `<td class="${cellClass(columns[at]!)}">${cellContent(cell)}</td>`,
  );
  return `<tr>${cells.join('')}</tr>`;
}

function renderGroup(group: RowGroup, { columns, groupedBy }: Table): string {
  const rows = group.rows.map((row) => renderRow(row, columns)).join('\n');
  if (groupedBy === undefined) return `<tbody>\n${rows}\n</tbody>`;
  const detail =
    group.detail === undefined ? '' : ` <i class="detail">${escapeMarkup(group.detail)}</i>`;
  const heading = `<tr class="group"><th colspan="${columns.length}" scope="rowgroup"><span><b>${escapeMarkup(group.heading)}</b>${detail}</span></th></tr>`;
  return `<tbody>\n${heading}\n${rows}\n</tbody>`;
}

/** A table with its caption, scrolling in its own box where the page is too narrow for it. */
export function renderTable(table: Table): string {
  const { id, caption, columns, groups, footnote } = table;
  const head = columns
    .map(
      (column) =>
        `<th scope="col"${column.align === 'right' ? ' class="number"' : ''}>${escapeMarkup(column.header)}</th>`,
    )
    .join('');
  const note = footnote === undefined ? '' : `<p class="footnote">${escapeMarkup(footnote)}</p>`;
  return `<figure id="${id}">
<figcaption id="${id}-caption">${escapeMarkup(caption)}</figcaption>
<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0">
<table aria-labelledby="${id}-caption">
<thead><tr>${head}</tr></thead>
${groups.map((group) => renderGroup(group, table)).join('\n')}
</table>
</div>
${note}</figure>`;
}
