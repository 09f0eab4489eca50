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

function cellTable({ results }: RunView, status: 'failed' | 'skipped', caption: string): Block[] {
  const rows = results.cells.flatMap((cell) =>
    cell.outcome.status === status
      ? [[textCell(cell.storage), textCell(describeCell(cell)), textCell(cell.outcome.reason)]]
      : [],
  );
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
