import type { RunView } from '../run-view';
import { measuredOf } from '../study-cells';
import { type AxisScale, logScale } from './axis-scale';
import { batchLines, type Line } from './batch-lines';
import { type Chart, positiveValues, shortLabels, shownInterval, storageStyles } from './chart';
import { DASHES, seriesStyle } from './theme';

const LAYOUT = { labelWidth: 66, height: 190 };

function rowsScale(rows: readonly number[]): AxisScale {
  const distinct = [...new Set(rows)].sort((a, b) => a - b);
  return {
    type: 'log',
    domain: [distinct[0]! / 1.3, distinct[distinct.length - 1]! * 1.1],
    ticks: distinct,
  };
}

/** How answers grow with the marks: a panel for each question, a line for each storage. */
export function growthChart(view: RunView): Chart | undefined {
  const styles = storageStyles(view);
  const labels = shortLabels(view.storages.map(({ name }) => name));
  const lineOf = (storage: string, at: number, question: string): readonly Line[] => {
    const { colour, shape } = styles.get(storage) ?? seriesStyle(at);
    return measuredOf(view.results, 'read-growth', storage)
      .filter((cell) => cell.question === question)
      .map(({ outcome }) => ({
        label: `^ ${outcome.lastExponent.toFixed(2)}`,
        colour,
        shape,
        dash: DASHES[at % DASHES.length]!,
        points: outcome.points
          .filter(({ warmMs }) => warmMs.median > 0)
          .map(({ rows, warmMs }) => ({ x: rows, y: warmMs.median, ...shownInterval(warmMs) })),
      }))
      .filter(({ points }) => points.length > 1);
  };
  const panels = view.questions
    .map((question) => ({
      heading: question,
      lines: view.storages.flatMap(({ name }, at) => lineOf(name, at, question)),
    }))
    .filter(({ lines }) => lines.length > 0);
  if (panels.length === 0) return undefined;
  const estimates = view.storages.flatMap(({ name }) =>
    measuredOf(view.results, 'read-growth', name).flatMap(({ outcome }) =>
      outcome.points.map(({ warmMs }) => warmMs),
    ),
  );
  const scales = {
    x: rowsScale(
      panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(({ x }) => x))),
    ),
    y: logScale(positiveValues(estimates)),
  };
  return {
    name: 'growth',
    title: 'Warm answers over more marks, milliseconds (both scales logarithmic)',
    description:
      'One panel for each question, all on the same scales, with a line for each storage: the median warm answer with its ' +
      'interval at every size of the data, and at its end the exponent between the two greatest: 0 does not grow, 1 grows as the marks do.',
    legend: view.storages.flatMap(({ name }, at) =>
      measuredOf(view.results, 'read-growth', name).length === 0
        ? []
        : [{ label: labels[at]!, ...(styles.get(name) ?? seriesStyle(at)), filled: false }],
    ),
    panels: panels.map(({ heading, lines }) => ({
      heading,
      narrow: batchLines(lines, scales, { x: 'Marks', y: '' }, LAYOUT),
    })),
    tableId: 'growth-table',
  };
}
