import type { RunView } from '../run-view';
import { measuredOf } from '../study-cells';
import { formatTick } from '../number-format';
import { type AxisScale, logScale } from './axis-scale';
import { batchLines, type Line } from './batch-lines';
import { type Chart, shortLabels, shownInterval, storageStyles } from './chart';
import { DASHES, seriesStyle, shapeOf } from './theme';

function writerScale(writers: readonly number[]): AxisScale {
  const distinct = [...new Set(writers)].sort((a, b) => a - b);
  return {
    type: 'log',
    domain: [distinct[0]! / 1.3, distinct[distinct.length - 1]! * 1.1],
    ticks: distinct,
  };
}

/** The format of a storage in which its fastest insert was made, of those tried with several writers. */
function bestFormat(cells: ReturnType<typeof measuredOf<'insert'>>): string | undefined {
  const several = new Set(cells.filter(({ writers }) => writers > 1).map(({ format }) => format));
  return cells
    .filter(({ format }) => several.has(format))
    .sort((a, b) => b.outcome.rowsPerSecond.median - a.outcome.rowsPerSecond.median)[0]?.format;
}

/** Rows a second by writers: a panel for each storage in its fastest format, a line for each batch size. */
export function writersChart(view: RunView): Chart | undefined {
  const styles = storageStyles(view);
  const labels = shortLabels(view.storages.map(({ name }) => name));
  const panels = view.storages.flatMap((storage, at) => {
    const cells = measuredOf(view.results, 'insert', storage.name);
    const format = bestFormat(cells);
    if (format === undefined) return [];
    const { colour } = styles.get(storage.name) ?? seriesStyle(at);
    const own = cells.filter((cell) => cell.format === format);
    const sizes = [...new Set(own.map(({ batchRows }) => batchRows))].sort((a, b) => a - b);
    const lines = sizes
      .map((batchRows, number): Line => ({
        label: `× ${formatTick(batchRows)}`,
        colour,
        shape: shapeOf(number),
        dash: DASHES[number % DASHES.length]!,
        points: own
          .filter((cell) => cell.batchRows === batchRows && cell.outcome.rowsPerSecond.median > 0)
          .sort((a, b) => a.writers - b.writers)
          .map(({ writers, outcome: { rowsPerSecond } }) => ({
            x: writers,
            y: rowsPerSecond.median,
            ...shownInterval(rowsPerSecond),
          })),
      }))
      .filter(({ points }) => points.length > 1);
    const [short] = shortLabels([format], 14);
    return lines.length === 0 ? [] : [{ heading: `${labels[at]!}: ${short!}`, lines }];
  });
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  if (points.length === 0) return undefined;
  const ends = points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const scales = {
    x: writerScale(points.map(({ x }) => x)),
    y: logScale(ends),
  };
  return {
    name: 'insert-writers',
    title: 'Insert throughput by writers, rows a second (both scales logarithmic)',
    description:
      'One panel for each storage in its fastest format, all on the same scales, with one line for each batch size: the median ' +
      'rate of all writers together with its interval.',
    legend: [],
    panels: panels.map(({ heading, lines }) => ({
      heading,
      narrow: batchLines(lines, scales, { x: 'Writers at the same time', y: '' }),
    })),
    tableId: 'writer-table',
  };
}
