import { cellId, type CapacityCell, type CapacityInputs } from '../../research';
import {
  formatBytes,
  formatCount,
  formatMs,
  formatRate,
  formatShare,
  formatSignificant,
} from '../number-format';
import {
  anchoredCell,
  type Block,
  type Cell,
  figureCell,
  plainTable,
  type Section,
  textCell,
} from '../report-document';
import type { RunView } from '../run-view';
import { cellsOf } from '../study-cells';
import { rowWithoutFigures } from './figure-cells';

type Derived = Extract<CapacityCell['outcome'], { readonly status: 'derived' }>;

function inputTable(inputs: CapacityInputs): Block {
  const rows: readonly (readonly [string, string])[] = [
    ['Marks a day', formatCount(inputs.marksPerDay)],
    ['Marks a second at the peak', formatCount(inputs.peakMarksPerSecond)],
    ['Days that a mark is kept', formatCount(inputs.keptDays)],
    ['Shards × replicas', `${formatCount(inputs.shards)} × ${formatCount(inputs.replicas)}`],
    ['Share of a disk that may be full', formatShare(inputs.diskFillLimit)],
    ['Insert rate that must be there, in peaks', formatSignificant(inputs.insertHeadroom)],
    ['Time limit of an aggregate', formatMs(inputs.aggregateLimitMs)],
  ];
  return plainTable(
    {
      id: 'capacity-input-table',
      caption: 'What is assumed of the site',
      columns: [
        { header: 'Assumption', align: 'left' },
        { header: 'Value', align: 'right' },
      ],
    },
    rows.map(([name, value]) => [textCell(name), figureCell(value)]),
  );
}

function siteRow(cell: CapacityCell): readonly Cell[] {
  const name = anchoredCell(cell.storage, cellId(cell));
  const { outcome } = cell;
  if (outcome.status !== 'derived') return [name, ...rowWithoutFigures(outcome.status, 6)];
  const headroom = `${formatSignificant(outcome.insertHeadroom)} peaks`;
  return [
    name,
    figureCell(formatSignificant(outcome.from.bytesPerMark.value)),
    figureCell(formatBytes(outcome.bytesPerDay)),
    figureCell(formatBytes(outcome.diskPerNodeBytes)),
    figureCell(formatBytes(outcome.diskAllNodesBytes)),
    figureCell(`${formatRate(outcome.peakRowsPerSecondPerNode)}/s`),
    outcome.insertHeadroomIsEnough
      ? figureCell(headroom)
      : { kind: 'problem', text: `${headroom}, too few` },
  ];
}

function answerTable(
  derived: readonly { name: string; outcome: Derived; limitMs: number }[],
): Block {
  return {
    kind: 'table',
    table: {
      id: 'capacity-answer-table',
      caption:
        'Answers over the rows of one shard, drawn out along their growth: computed, not measured',
      groupedBy: 'Storage',
      columns: [
        { header: 'Question', align: 'left' },
        { header: 'Measured', align: 'right' },
        { header: 'Over marks', align: 'right' },
        { header: 'Exponent', align: 'right' },
        { header: 'Drawn out', align: 'right' },
      ],
      groups: derived.map(({ name, outcome, limitMs }) => ({
        heading: name,
        rows: outcome.answers.map((answer) => [
          textCell(answer.question),
          figureCell(formatMs(answer.measuredMs)),
          figureCell(formatCount(answer.measuredRows)),
          figureCell(answer.exponent.toFixed(2)),
          answer.extrapolatedMs > limitMs
            ? { kind: 'problem', text: `${formatMs(answer.extrapolatedMs)}, over the limit` }
            : figureCell(formatMs(answer.extrapolatedMs)),
        ]),
      })),
      footnote:
        'A line that is drawn out a thousandfold is a warning, not a forecast: what goes over the limit needs rollups, more shards ' +
        'or a shorter period, and a measurement of its own.',
    },
  };
}

/** What the figures mean for the site: computed, nothing was run. Absent without that scenario. */
export function capacitySections({ results, storages }: RunView): readonly Section[] {
  const cells = storages.flatMap(({ name }) => cellsOf(results, 'capacity', name));
  const [first] = cells;
  if (!first) return [];
  const derived = cells.flatMap(({ storage, inputs, outcome }) =>
    outcome.status === 'derived'
      ? [{ name: storage, outcome, limitMs: inputs.aggregateLimitMs }]
      : [],
  );
  return [
    {
      id: 'capacity',
      title: 'What it means for the site',
      inTerminal: false,
      blocks: [
        {
          kind: 'paragraph',
          text: [
            'Computed from the figures of this run and the assumptions below; an embedded engine on this machine stands for one node.',
          ],
        },
        inputTable(first.inputs),
        plainTable(
          {
            id: 'capacity-table',
            caption: 'Disk and inserts',
            columns: [
              { header: 'Storage', align: 'left' },
              { header: 'Bytes per mark', align: 'right' },
              { header: 'A day, one copy', align: 'right' },
              { header: 'Disk, each node', align: 'right' },
              { header: 'Disk, all nodes', align: 'right' },
              { header: 'Peak of a node', align: 'right' },
              { header: 'Best insert', align: 'right' },
            ],
          },
          cells.map(siteRow),
        ),
        ...(derived.some(({ outcome }) => outcome.answers.length > 0)
          ? [answerTable(derived)]
          : []),
      ],
    },
  ];
}
