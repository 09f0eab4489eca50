import type { Cell as MeasuredCell } from '../../research';
import { formatCount } from '../number-format';
import { type Block, codeCell, plainTable, type Section, textCell } from '../report-document';
import type { RunView } from '../run-view';
import { withheldTable } from './withheld';

function describeCell(cell: MeasuredCell): string {
  switch (cell.kind) {
    case 'insert':
    case 'insert-twin':
    case 'load': {
      const writers = cell.writers === 1 ? '' : `, ${cell.writers} writers`;
      return `${cell.kind}, ${cell.format}, batches of ${formatCount(cell.batchRows)}${writers}`;
    }
    case 'read':
    case 'read-twin':
    case 'read-growth':
      return `${cell.kind}, ${cell.question}`;
    case 'read-under-insert':
      return `${cell.kind}, ${cell.level}`;
    case 'insert-under-read':
      return `${cell.kind}, ${formatCount(cell.analysts)} analysts`;
    case 'durability':
    case 'size':
    case 'size-growth':
    case 'capacity':
      return cell.kind;
  }
}

function notRunTable({ results }: RunView): Block[] {
  const rows = results.storages.flatMap((storage) =>
    storage.status === 'not-run'
      ? [[textCell(storage.name), codeCell(storage.url), textCell(`not run: ${storage.reason}`)]]
      : [],
  );
  if (rows.length === 0) return [];
  return [
    plainTable(
      {
        id: 'not-run-table',
        caption: 'Storages that were not run',
        columns: [
          { header: 'Storage', align: 'left' },
          { header: 'URL', align: 'left' },
          { header: 'Reason', align: 'left' },
        ],
      },
      rows,
    ),
  ];
}

/** More than so many measurements for the same reason are counted by kind, not named. */
const NAMED_TOGETHER = 3;

function describeCells(cells: readonly MeasuredCell[]): string {
  if (cells.length <= NAMED_TOGETHER) return cells.map(describeCell).join('; ');
  const kinds = [...new Set(cells.map(({ kind }) => kind))];
  return kinds
    .map((kind) => `${formatCount(cells.filter((cell) => cell.kind === kind).length)} × ${kind}`)
    .join(', ');
}

function cellTable({ results }: RunView, status: 'failed' | 'skipped', caption: string): Block[] {
  const byReason = new Map<string, { storage: string; reason: string; cells: MeasuredCell[] }>();
  for (const cell of results.cells) {
    if (cell.outcome.status !== status) continue;
    const { storage, outcome } = cell;
    const key = JSON.stringify([storage, outcome.reason]);
    const group = byReason.get(key) ?? { storage, reason: outcome.reason, cells: [] };
    group.cells.push(cell);
    byReason.set(key, group);
  }
  const rows = [...byReason.values()].map(({ storage, reason, cells }) => [
    textCell(storage),
    textCell(describeCells(cells)),
    textCell(reason),
  ]);
  if (rows.length === 0) return [];
  return [
    plainTable(
      {
        id: `${status}-table`,
        caption,
        columns: [
          { header: 'Storage', align: 'left' },
          { header: 'Measurement', align: 'left' },
          { header: 'Reason', align: 'left' },
        ],
      },
      rows,
    ),
  ];
}

/** What the run was to measure and has no figure for; says so when there is nothing of the kind. */
export function gapsSection(view: RunView): Section {
  const tables = [
    ...withheldTable(view),
    ...notRunTable(view),
    ...cellTable(view, 'failed', 'Measurements that failed'),
    ...cellTable(view, 'skipped', 'Measurements left out by a rule of the scenario'),
  ];
  return {
    id: 'gaps',
    title: 'Not measured',
    inTerminal: tables.length > 0,
    blocks:
      tables.length > 0
        ? tables
        : [
            {
              kind: 'paragraph',
              text: [
                'Every storage and every measurement asked for was run; none failed, none was left out.',
              ],
            },
          ],
  };
}
