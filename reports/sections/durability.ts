import { cellId, type DurabilityCell } from '../../research';
import { formatCount, formatSignificant } from '../number-format';
import { anchoredCell, type Cell, figureCell, plainTable, type Section } from '../report-document';
import type { RunView } from '../run-view';
import { cellsOf } from '../study-cells';
import { estimateCell, rowWithoutFigures } from './figure-cells';

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function good(count: number): Cell {
  return figureCell(formatCount(count));
}

function bad(count: number): Cell {
  return count === 0 ? good(0) : { kind: 'problem', text: formatCount(count) };
}

function killRow(cell: DurabilityCell): readonly Cell[] {
  const { storage, format, batchRows, outcome } = cell;
  const name = anchoredCell(
    storage,
    cellId(cell),
    `${format}, batches of ${formatCount(batchRows)}`,
  );
  if (outcome.status !== 'measured') return [name, ...rowWithoutFigures(outcome.status, 8)];
  const { trials, recoveryMs } = outcome;
  const count = (verdict: (typeof trials)[number]['verdict']): number =>
    trials.filter((trial) => trial.verdict === verdict).length;
  return [
    name,
    good(trials.length),
    good(sum(trials.map(({ acknowledgedBatches }) => acknowledgedBatches))),
    good(count('kept')),
    good(count('kept-and-in-flight')),
    bad(count('lost')),
    bad(count('torn')),
    bad(trials.filter(({ resentOnce }) => !resentOnce).length),
    estimateCell(recoveryMs, formatSignificant),
  ];
}

/** What was left after kill -9; absent where nobody was killed. */
export function durabilitySections({ results, storages }: RunView): readonly Section[] {
  const rows = storages.flatMap(({ name }) => cellsOf(results, 'durability', name).map(killRow));
  if (rows.length === 0) return [];
  return [
    {
      id: 'durability',
      title: 'Killed in the middle of a load',
      inTerminal: false,
      blocks: [
        plainTable(
          {
            id: 'durability-table',
            caption: 'kill -9 of the engine’s process: what was there when it was opened again',
            columns: [
              { header: 'Storage', align: 'left' },
              { header: 'Kills', align: 'right' },
              { header: 'Batches acknowledged', align: 'right' },
              { header: 'Kept exactly', align: 'right' },
              { header: 'Kept, and the one in flight', align: 'right' },
              { header: 'Lost', align: 'right' },
              { header: 'Torn', align: 'right' },
              { header: 'Sent again, not once', align: 'right' },
              { header: 'Recovery, ms', align: 'right' },
            ],
            footnote:
              'Recovery runs from opening in a new process to the first answer. The operating system goes on, so what it had taken ' +
              'over is kept: a power cut was not tried.',
          },
          rows,
        ),
      ],
    },
  ];
}
