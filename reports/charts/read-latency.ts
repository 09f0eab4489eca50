import { formatSignificant } from '../number-format';
import type { MeasuredRead, RunView } from '../run-view';
import type { Estimate } from '../../research';
import { type AxisScale, logScale } from './axis-scale';
import { type Chart, positiveValues, shortLabels, shownInterval, storageStyles } from './chart';
import { type Dot, type DotRow, dotRows } from './dot-rows';
import { seriesStyle, type SeriesStyle } from './theme';

const NARROW = 350;
const WIDE = 760;

function dot(estimate: Estimate, style: SeriesStyle, filled: boolean): Dot[] {
  if (estimate.median <= 0) return [];
  const text = formatSignificant(estimate.median);
  return [{ style, filled, value: estimate.median, ...shownInterval(estimate), text }];
}

interface Series {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly reads: ReadonlyMap<string, MeasuredRead>;
}

function seriesOf(view: RunView): readonly Series[] {
  const styles = storageStyles(view);
  const labels = shortLabels(view.storages.map(({ name }) => name));
  return view.storages.flatMap(({ name, reads }, at) => {
    const measured = [...reads].flatMap(([question, outcome]) =>
      outcome.status === 'measured' && outcome.warmMs.median > 0
        ? [[question, outcome] as const]
        : [],
    );
    return measured.length === 0
      ? []
      : [
          {
            label: labels[at]!,
            style: styles.get(name) ?? seriesStyle(at),
            reads: new Map<string, MeasuredRead>(measured),
          },
        ];
  });
}

function scaleOf(series: readonly Series[], pick: (read: MeasuredRead) => Estimate[]): AxisScale {
  return logScale(positiveValues(series.flatMap(({ reads }) => [...reads.values()].flatMap(pick))));
}

function rowsOf(
  { questions }: RunView,
  dotsOf: (question: string) => readonly Dot[],
): readonly DotRow[] {
  return questions
    .map((question) => ({ label: question, dots: dotsOf(question) }))
    .filter(({ dots }) => dots.length > 0);
}

/** Warm answers: a row for each question, a dot for each storage. */
export function warmLatencyChart(view: RunView): Chart | undefined {
  const series = seriesOf(view);
  if (series.length === 0) return undefined;
  const scale = scaleOf(series, ({ warmMs }) => [warmMs]);
  const rows = rowsOf(view, (question) =>
    series.flatMap(({ reads, style }) => {
      const read = reads.get(question);
      return read ? dot(read.warmMs, style, true) : [];
    }),
  );
  const title = 'Milliseconds (logarithmic)';
  return {
    name: 'warm-latency',
    title: 'Warm answers, milliseconds (logarithmic scale, left is faster)',
    description:
      'One row for each question and one dot for each storage: the median time of a warm answer with its interval.',
    legend: series.map(({ label, style }) => ({ label, ...style, filled: true })),
    panels: [
      {
        heading: '',
        narrow: dotRows(rows, scale, title, { width: NARROW, labels: 'above' }),
        wide: dotRows(rows, scale, title, { width: WIDE, labels: 'left' }),
      },
    ],
    tableId: 'read-table',
  };
}

/** First touch against warm: a panel for each storage, two dots for each question. */
export function firstTouchChart(view: RunView): Chart | undefined {
  const series = seriesOf(view);
  if (series.length === 0) return undefined;
  const scale = scaleOf(series, ({ warmMs, firstTouchMs }) => [warmMs, firstTouchMs]);
  const sample = { colour: 'var(--ink-soft)', shape: 'circle' } as const;
  return {
    name: 'first-touch',
    title: 'First touch against warm answers, milliseconds (logarithmic scale)',
    description:
      'One panel for each storage, all on the same scale, with two dots for each question: the ' +
      'median of the first asking in a fresh process above the median of warm answers, with their intervals.',
    legend: [
      { label: 'first touch', ...sample, filled: false },
      { label: 'warm', ...sample, filled: true },
    ],
    panels: series.map(({ label, style, reads }) => ({
      heading: label,
      narrow: dotRows(
        rowsOf(view, (question) => {
          const read = reads.get(question);
          return read
            ? [...dot(read.firstTouchMs, style, false), ...dot(read.warmMs, style, true)]
            : [];
        }),
        scale,
        'Milliseconds (logarithmic)',
        { width: NARROW, labels: 'above' },
      ),
    })),
    tableId: 'read-table',
  };
}
