import type { ChartName } from '../report-document';
import type { RunView } from '../run-view';
import { bestInsertsChart } from './best-inserts';
import type { Chart } from './chart';
import { insertThroughputChart } from './insert-throughput';
import { firstTouchChart, warmLatencyChart } from './read-latency';
import { sizeByColumnChart } from './size-by-column';

export type { Chart } from './chart';
export type { Drawing } from './drawing';
export { renderChartFile } from './chart-file';
export { legendSymbol } from './legend';
export { renderSvgContent } from './render-svg';
export { DARK, LIGHT, paletteDeclarations } from './theme';

const BUILDERS: Readonly<Record<ChartName, (view: RunView) => Chart | undefined>> = {
  'best-inserts': bestInsertsChart,
  'insert-throughput': insertThroughputChart,
  'warm-latency': warmLatencyChart,
  'first-touch': firstTouchChart,
  'size-by-column': sizeByColumnChart,
};

/** The charts of a run by name; one for which the run has no figures is left out. */
export function buildCharts(view: RunView): ReadonlyMap<ChartName, Chart> {
  return new Map(
    Object.values(BUILDERS)
      .map((build) => build(view))
      .flatMap((chart) => (chart ? [[chart.name, chart] as const] : [])),
  );
}
