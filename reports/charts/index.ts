import type { ChartName } from '../report-document';
import type { RunView } from '../run-view';
import { bestInsertsChart } from './best-inserts';
import type { Chart } from './chart';
import { insertThroughputChart } from './insert-throughput';
import { growthChart } from './growth-lines';
import { insertUnderReadChart, slowdownChart } from './load-levels';
import { mixedTimelineChart } from './mixed-timeline';
import { firstTouchChart, warmLatencyChart } from './read-latency';
import { sizeByColumnChart } from './size-by-column';
import { writersChart } from './writer-lines';

export { type AxisScale, scaledPosition } from './axis-scale';
export { type Chart, shortLabels } from './chart';
export { dotRows } from './dot-rows';
export { type Drawing, frame, type Layer } from './drawing';
export { renderChartFile } from './chart-file';
export { LEVEL_WORDS, LEVELS } from './load-levels';
export { legendSymbol } from './legend';
export { renderSvgContent } from './render-svg';
export { DARK, INK_SOFT, LIGHT, paletteDeclarations, RULE, seriesStyle } from './theme';

const BUILDERS: Readonly<Record<ChartName, (view: RunView) => Chart | undefined>> = {
  'best-inserts': bestInsertsChart,
  'insert-throughput': insertThroughputChart,
  'insert-writers': writersChart,
  'warm-latency': warmLatencyChart,
  'first-touch': firstTouchChart,
  'slowdown-under-load': slowdownChart,
  'mixed-timeline': mixedTimelineChart,
  'insert-under-read': insertUnderReadChart,
  growth: growthChart,
  'size-by-column': sizeByColumnChart,
};

/** The charts of a run by name; one for which the run has no figures is left out. */
export function buildCharts(view: RunView): ReadonlyMap<string, Chart> {
  return new Map(
    Object.values(BUILDERS)
      .map((build) => build(view))
      .flatMap((chart) => (chart ? [[chart.name, chart] as const] : [])),
  );
}
