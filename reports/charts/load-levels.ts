import type { ReadUnderInsertCell } from '../../research';
import { formatRate, formatSignificant } from '../number-format';
import type { RunView, StorageView } from '../run-view';
import { measuredOf } from '../study-cells';
import { logScale } from './axis-scale';
import { type Chart, positiveValues, shortLabels, shownInterval, storageStyles } from './chart';
import { type Dot, dotRows } from './dot-rows';
import { seriesStyle, shapeOf, type SeriesStyle } from './theme';

const NARROW = 350;
const WIDE = 760;

export const LEVELS = [
  'quiet',
  'peak',
  'half-maximum',
  'quiet-after',
] as const satisfies readonly ReadUnderInsertCell['level'][];

/** What a level of arriving marks is, in words. */
export const LEVEL_WORDS: Readonly<Record<ReadUnderInsertCell['level'], string>> = {
  quiet: 'no marks arrive',
  peak: "the site's peak arrives",
  'half-maximum': 'half of the fastest insert arrives',
  'quiet-after': 'no marks again, over all rows',
};

function levelStyle(colour: string, at: number): SeriesStyle {
  return { colour, shape: shapeOf(at) };
}

function levelDots(view: RunView, { name }: StorageView, question: string, colour: string): Dot[] {
  return LEVELS.flatMap((level, at) =>
    measuredOf(view.results, 'read-under-insert', name)
      .filter((cell) => cell.level === level)
      .flatMap(({ outcome }) => outcome.questions)
      .filter((asked) => asked.question === question && asked.responseMs.median > 0)
      .map(({ responseMs }) => ({
        style: levelStyle(colour, at),
        filled: level !== 'quiet-after',
        value: responseMs.median,
        ...shownInterval(responseMs),
        text: formatSignificant(responseMs.median),
      })),
  );
}

/** Answers while marks arrive: a panel for each storage, a row for each question, a dot for each level. */
export function slowdownChart(view: RunView): Chart | undefined {
  const styles = storageStyles(view);
  const cells = view.storages.flatMap(({ name }) =>
    measuredOf(view.results, 'read-under-insert', name),
  );
  const estimates = cells.flatMap(({ outcome }) =>
    outcome.questions.map(({ responseMs }) => responseMs),
  );
  if (positiveValues(estimates).length === 0) return undefined;
  const scale = logScale(positiveValues(estimates));
  const labels = shortLabels(view.storages.map(({ name }) => name));
  const levels = LEVELS.filter((level) => cells.some((cell) => cell.level === level));
  return {
    name: 'slowdown-under-load',
    title: 'Answers while marks arrive, milliseconds from due to answered (logarithmic)',
    description:
      'One panel for each storage, all on the same scale, with a row for each question and a dot for each level of arriving ' +
      'marks: the median response with its interval, waiting included.',
    legend: levels.map((level) => ({
      label: LEVEL_WORDS[level],
      ...levelStyle('var(--ink-soft)', LEVELS.indexOf(level)),
      filled: level !== 'quiet-after',
    })),
    panels: view.storages.flatMap((storage, at) => {
      const { colour } = styles.get(storage.name) ?? seriesStyle(at);
      const rows = view.questions
        .map((question) => ({
          label: question,
          dots: levelDots(view, storage, question, colour),
        }))
        .filter(({ dots }) => dots.length > 0);
      return rows.length === 0
        ? []
        : [
            {
              heading: labels[at]!,
              narrow: dotRows(rows, scale, 'Milliseconds (logarithmic)', {
                width: NARROW,
                labels: 'above',
              }),
            },
          ];
    }),
    tableId: 'read-under-insert-table',
  };
}

/** Insert speed while analysts ask: a row for each number of analysts, a dot for each storage. */
export function insertUnderReadChart(view: RunView): Chart | undefined {
  const styles = storageStyles(view);
  const labels = shortLabels(view.storages.map(({ name }) => name));
  const series = view.storages.flatMap((storage, at) => {
    const cells = measuredOf(view.results, 'insert-under-read', storage.name);
    const style = styles.get(storage.name) ?? seriesStyle(at);
    return cells.length === 0 ? [] : [{ label: labels[at]!, style, cells }];
  });
  const rates = series.flatMap(({ cells }) => cells.map(({ outcome }) => outcome.rowsPerSecond));
  if (positiveValues(rates).length === 0) return undefined;
  const analysts = [
    ...new Set(series.flatMap(({ cells }) => cells.map((cell) => cell.analysts))),
  ].sort((a, b) => a - b);
  const rows = analysts.map((count) => ({
    label:
      count === 0 ? 'nobody asks' : `${count} ${count === 1 ? 'analyst asks' : 'analysts ask'}`,
    dots: series.flatMap(({ style, cells }) =>
      cells
        .filter((cell) => cell.analysts === count)
        .map(({ outcome: { rowsPerSecond } }): Dot => ({
          style,
          filled: true,
          value: rowsPerSecond.median,
          ...shownInterval(rowsPerSecond),
          text: formatRate(rowsPerSecond.median),
        })),
    ),
  }));
  const scale = logScale(positiveValues(rates));
  const title = 'Rows a second (logarithmic)';
  return {
    name: 'insert-under-read',
    title: 'Inserts while analysts ask, rows a second (logarithmic scale, right is faster)',
    description:
      'One row for each number of analysts who ask without a pause, and one dot for each storage: the median rate of one writer ' +
      'with its interval.',
    legend: series.map(({ label, style }) => ({ label, ...style, filled: true })),
    panels: [
      {
        heading: '',
        narrow: dotRows(rows, scale, title, { width: NARROW, labels: 'above' }),
        wide: dotRows(rows, scale, title, { width: WIDE, labels: 'left' }),
      },
    ],
    tableId: 'insert-under-read-table',
  };
}
