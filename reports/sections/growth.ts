import { cellId, type ReadGrowthCell, type SizeGrowthCell } from '../../research';
import { formatBytes, formatCount, formatSignificant } from '../number-format';
import {
  anchoredCell,
  type Cell,
  figureCell,
  MISSING,
  type RowGroup,
  type Section,
} from '../report-document';
import type { RunView } from '../run-view';
import { cellsOf } from '../study-cells';
import { estimateCell, outcomeCell } from './figure-cells';

/** An exponent with two decimals and its sign: `0.93`, `-0.02`. */
function formatExponent(exponent: number): string {
  const text = exponent.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

function sizesOf({ results }: RunView): readonly number[] {
  const rows = results.cells.flatMap(({ kind, outcome }) =>
    (kind === 'read-growth' || kind === 'size-growth') &&
    outcome.status === 'measured' &&
    'points' in outcome
      ? outcome.points.map((point) => point.rows)
      : [],
  );
  return [...new Set(rows)].sort((a, b) => a - b);
}

function exponentCell({
  exponent,
  low,
  high,
}: {
  exponent: number;
  low: number | null;
  high: number | null;
}): Cell {
  return {
    kind: 'figure',
    text: formatExponent(exponent),
    ...(low === null || high === null
      ? {}
      : { interval: `[${formatExponent(low)}, ${formatExponent(high)}]` }),
  };
}

function readRow(cell: ReadGrowthCell, sizes: readonly number[]): readonly Cell[] {
  const name = anchoredCell(cell.question, cellId(cell));
  const { outcome } = cell;
  if (outcome.status !== 'measured') {
    return [name, ...sizes.map(() => MISSING), outcomeCell(outcome.status), MISSING];
  }
  return [
    name,
    ...sizes.map((rows) => {
      const point = outcome.points.find((other) => other.rows === rows);
      return point ? estimateCell(point.warmMs, formatSignificant) : MISSING;
    }),
    exponentCell(outcome),
    figureCell(formatExponent(outcome.lastExponent)),
  ];
}

function sizeRow(cell: SizeGrowthCell, sizes: readonly number[]): readonly Cell[] {
  const name = anchoredCell('size on disk', cellId(cell));
  const { outcome } = cell;
  if (outcome.status !== 'measured') {
    return [name, ...sizes.map(() => MISSING), outcomeCell(outcome.status), MISSING];
  }
  return [
    name,
    ...sizes.map((rows) => {
      const point = outcome.points.find((other) => other.rows === rows);
      return point ? figureCell(formatBytes(point.bytes)) : MISSING;
    }),
    figureCell(formatExponent(outcome.exponent)),
    figureCell(formatExponent(outcome.lastExponent)),
  ];
}

/** How size and answers grow with the marks; absent where the run had no such scenario. */
export function growthSections(view: RunView): readonly Section[] {
  const sizes = sizesOf(view);
  const groups: readonly RowGroup[] = view.storages
    .map(({ name }) => ({
      heading: name,
      rows: [
        ...cellsOf(view.results, 'read-growth', name).map((cell) => readRow(cell, sizes)),
        ...cellsOf(view.results, 'size-growth', name).map((cell) => sizeRow(cell, sizes)),
      ],
    }))
    .filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return [];
  return [
    {
      id: 'growth',
      title: 'Growth',
      inTerminal: false,
      blocks: [
        { kind: 'chart', chart: 'growth' },
        {
          kind: 'table',
          table: {
            id: 'growth-table',
            caption: 'Warm answers in milliseconds, and size, over more marks of the same shape',
            groupedBy: 'Storage',
            columns: [
              { header: 'What', align: 'left' },
              ...sizes.map(
                (rows) => ({ header: `${formatCount(rows)} marks`, align: 'right' }) as const,
              ),
              { header: 'Exponent', align: 'right' },
              { header: 'Last exponent', align: 'right' },
            ],
            groups,
            footnote:
              'Amount = constant × marks ^ exponent: 0 does not grow, 1 grows as the marks do. The exponent is fitted over all sizes; ' +
              'the last one is between the two greatest, where a fixed cost for each answer matters least.',
          },
        },
      ],
    },
  ];
}
