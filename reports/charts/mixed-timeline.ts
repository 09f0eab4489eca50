import type { ReadUnderInsertCell } from '../../research';
import { questionDefinition, type QuestionName } from '../../schemas';
import type { RunView } from '../run-view';
import { measuredOf } from '../study-cells';
import { linearScale, logScale } from './axis-scale';
import { type Chart, shortLabels } from './chart';
import { LEVEL_WORDS } from './load-levels';
import { fillColour, type SeriesStyle } from './theme';
import { type Moment, type MomentSeries, timeline } from './timeline';

const WIDTH = 350;

type Outcome = Extract<ReadUnderInsertCell['outcome'], { readonly status: 'measured' }>;

interface Sort {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly of: (outcome: Outcome) => readonly Moment[];
}

interface Due {
  readonly dueMs: number;
  readonly waitMs: number;
  readonly elapsedMs: number;
}

function moment({ dueMs, waitMs, elapsedMs }: Due): Moment {
  return { atS: dueMs / 1000, ms: waitMs + elapsedMs };
}

function answers(kind: 'aggregate' | 'lookup'): Sort['of'] {
  return ({ askings }) =>
    askings
      .filter(({ question }) => questionDefinition(question as QuestionName).kind === kind)
      .map(moment);
}

const SORTS: readonly Sort[] = [
  {
    label: 'aggregate answered',
    style: { colour: fillColour(0), shape: 'circle' },
    of: answers('aggregate'),
  },
  {
    label: 'lookup answered',
    style: { colour: fillColour(2), shape: 'square' },
    of: answers('lookup'),
  },
  {
    label: 'batch acknowledged',
    style: { colour: fillColour(4), shape: 'triangle-up' },
    of: ({ arrivals }) => arrivals.map(moment),
  },
];

/** The phases in which marks arrive and questions are asked, moment by moment. */
export function mixedTimelineChart(view: RunView): Chart | undefined {
  const labels = shortLabels(
    view.storages.map(({ name }) => name),
    22,
  );
  const panels = view.storages.flatMap(({ name }, at) =>
    measuredOf(view.results, 'read-under-insert', name).map(({ level, outcome }) => ({
      heading: `${labels[at]!}: ${LEVEL_WORDS[level]}`,
      series: SORTS.map(({ style, of }): MomentSeries => ({
        style,
        moments: of(outcome).filter(({ ms }) => ms > 0),
      })).filter(({ moments }) => moments.length > 0),
    })),
  );
  const moments = panels.flatMap(({ series }) => series.flatMap((one) => one.moments));
  if (moments.length === 0) return undefined;
  const scales = {
    x: linearScale(Math.max(...moments.map(({ atS }) => atS))),
    y: logScale(moments.map(({ ms }) => ms)),
  };
  return {
    name: 'mixed-timeline',
    title: 'Moment by moment while marks arrive: milliseconds from due to done (logarithmic)',
    description:
      'One panel for each storage and level of arriving marks, all on the same scales. Each point is an answer or an acknowledged ' +
      'batch: how far to the right says when it was due, how high says how long it then took, waiting included.',
    legend: SORTS.map(({ label, style }) => ({ label, ...style, filled: true })),
    panels: panels
      .filter(({ series }) => series.length > 0)
      .map(({ heading, series }) => ({
        heading,
        narrow: timeline(series, scales, { x: 'Seconds', y: '' }, WIDTH),
      })),
  };
}
