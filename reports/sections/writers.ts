import { cellId, type InsertCell } from '../../research';
import { formatBytes, formatCount, formatRate, formatSignificant } from '../number-format';
import { anchoredCell, type Cell, figureCell, type Section } from '../report-document';
import type { RunView } from '../run-view';
import { cellsOf } from '../study-cells';
import { estimateCell, MISSING_FOOTNOTE, percentileCell, rowWithoutFigures } from './figure-cells';

function writerRow(cell: InsertCell): readonly Cell[] {
  const { format, batchRows, writers, outcome } = cell;
  const names = [
    anchoredCell(format, cellId(cell)),
    figureCell(formatCount(batchRows)),
    figureCell(formatCount(writers)),
  ];
  if (outcome.status !== 'measured') return [...names, ...rowWithoutFigures(outcome.status, 6)];
  const { rowsPerSecond, rowsPerCpuSecond, batchMs, visits } = outcome;
  return [
    ...names,
    estimateCell(rowsPerSecond, formatRate),
    estimateCell(rowsPerCpuSecond, formatRate),
    figureCell(formatSignificant(batchMs.median)),
    percentileCell(batchMs.p95, formatSignificant),
    percentileCell(batchMs.p99, formatSignificant),
    figureCell(formatBytes(Math.max(...visits.map(({ peakRssBytes }) => peakRssBytes)))),
  ];
}

/** Inserts by more than one writer; absent where there were none. */
export function writerSections({ results, storages }: RunView): readonly Section[] {
  const groups = storages
    .map(({ name }) => ({
      heading: name,
      rows: cellsOf(results, 'insert', name)
        .filter(({ writers }) => writers > 1)
        .map(writerRow),
    }))
    .filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return [];
  return [
    {
      id: 'writers',
      title: 'Several writers',
      inTerminal: false,
      blocks: [
        { kind: 'chart', chart: 'insert-writers' },
        {
          kind: 'table',
          table: {
            id: 'writer-table',
            caption: 'Inserts by several writers at the same time',
            groupedBy: 'Storage',
            columns: [
              { header: 'Format', align: 'left' },
              { header: 'Batch, rows', align: 'right' },
              { header: 'Writers', align: 'right' },
              { header: 'Rows/s, all', align: 'right' },
              { header: 'Rows per CPU-second', align: 'right' },
              { header: 'Batch p50, ms', align: 'right' },
              { header: 'p95, ms', align: 'right' },
              { header: 'p99, ms', align: 'right' },
              { header: 'Peak memory', align: 'right' },
            ],
            groups,
            footnote:
              'Writers are inserts under way at the same time, of one process. A batch waits for the others, and that is in its ' +
              `time. One writer is in the table above. ${MISSING_FOOTNOTE}`,
          },
        },
      ],
    },
  ];
}
