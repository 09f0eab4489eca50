import type { RunView, StorageView } from '../run-view';
import { type AxisScale, logScale } from './axis-scale';
import { batchLines, type Line } from './batch-lines';
import { type Chart, positiveValues, shortLabels, shownInterval, storageStyles } from './chart';
import { DASHES, seriesStyle, shapeOf, type SeriesStyle } from './theme';

const MOST_BATCH_TICKS = 4;

function formatLines({ inserts }: StorageView, { colour }: SeriesStyle): readonly Line[] {
  const formats = [...new Set(inserts.map(({ format }) => format))];
  const labels = shortLabels(formats, 13);
  return formats
    .map((format, at): Line => ({
      label: labels[at]!,
      colour,
      shape: shapeOf(at),
      dash: DASHES[at % DASHES.length]!,
      points: inserts.flatMap((insert) =>
        insert.format === format &&
        insert.outcome.status === 'measured' &&
        insert.outcome.rowsPerSecond.median > 0 &&
        insert.batchRows > 0
          ? [
              {
                x: insert.batchRows,
                y: insert.outcome.rowsPerSecond.median,
                ...shownInterval(insert.outcome.rowsPerSecond),
              },
            ]
          : [],
      ),
    }))
    .filter(({ points }) => points.length > 0);
}

/** A scale with a tick at every batch size that was measured. */
function batchScale(sizes: readonly number[]): AxisScale {
  const distinct = [...new Set(sizes)].sort((a, b) => a - b);
  if (distinct.length > MOST_BATCH_TICKS) return logScale(distinct);
  const [first, last] = [distinct[0]!, distinct[distinct.length - 1]!];
  // The first point stands clear of the other axis and its labels.
  return { type: 'log', domain: [first / 1.5, last * (first === last ? 1.5 : 1)], ticks: distinct };
}

/** Rows a second by batch size: a panel for each storage, a line for each of its formats. */
export function insertThroughputChart(view: RunView): Chart | undefined {
  const styles = storageStyles(view);
  const labels = shortLabels(view.storages.map(({ name }) => name));
  const panels = view.storages.flatMap((storage, at) => {
    const lines = formatLines(storage, styles.get(storage.name) ?? seriesStyle(at));
    return lines.length === 0 ? [] : [{ heading: labels[at]!, lines }];
  });
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  if (points.length === 0) return undefined;
  const scales = {
    x: batchScale(points.map(({ x }) => x)),
    y: logScale(
      positiveValues(
        view.storages.flatMap(({ inserts }) =>
          inserts.flatMap(({ outcome }) =>
            outcome.status === 'measured' ? [outcome.rowsPerSecond] : [],
          ),
        ),
      ),
    ),
  };
  return {
    name: 'insert-throughput',
    title: 'Insert throughput by batch size, rows a second (both scales logarithmic)',
    description:
      'One panel for each storage, all on the same scales, with one line for each insert format: ' +
      'the median rate with its interval at every batch size. Lines stand a little beside each other, so that no interval covers another.',
    legend: [],
    panels: panels.map(({ heading, lines }) => ({
      heading,
      narrow: batchLines(lines, scales, { x: 'Rows in a batch', y: '' }),
    })),
    tableId: 'insert-table',
  };
}
