import type { Estimate } from '../../research';
import { formatCount, formatRate } from '../number-format';
import { bestInsert, type MeasuredInsert, type RunView } from '../run-view';
import { linearScale } from './axis-scale';
import { type BarRow, barRows } from './bar-rows';
import { type Chart, type Panel, shortLabels, shownInterval, storageStyles } from './chart';
import { seriesStyle } from './theme';

const WIDTH = 350;

/** The best insert of every storage that keeps rows: by time and by CPU time. */
export function bestInsertsChart(view: RunView): Chart | undefined {
  const styles = storageStyles(view);
  const engines = view.storages.filter((storage) => !storage.isClientOnly);
  const names = shortLabels(
    engines.map(({ name }) => name),
    22,
  );
  const best = engines.flatMap((storage, at) => {
    const found = bestInsert(storage);
    if (!found) return [];
    const [format] = shortLabels([found.format], 12);
    return [
      {
        label:
          `${names[at]!}: ${format!} × ${formatCount(found.batchRows)}` +
          (found.writers === 1 ? '' : `, ${formatCount(found.writers)} writers`),
        style: styles.get(storage.name) ?? seriesStyle(at),
        measured: found.measured,
      },
    ];
  });
  if (best.length === 0) return undefined;
  const panel = (heading: string, pick: (measured: MeasuredInsert) => Estimate): Panel => {
    const rows = best.map(({ label, style, measured }): BarRow => {
      const estimate = pick(measured);
      return {
        label,
        segments: [{ colour: style.colour, amount: estimate.median }],
        ...shownInterval(estimate),
        text: formatRate(estimate.median),
      };
    });
    const greatest = Math.max(
      ...best.map(({ measured }) => pick(measured).high ?? pick(measured).median),
    );
    return { heading, narrow: barRows(rows, linearScale(greatest), '', WIDTH) };
  };
  return {
    name: 'best-inserts',
    title: 'Best insert of each storage (format × rows in a batch)',
    description:
      'Bars with intervals: the median rate of the format and batch size with which each storage ' +
      'inserts fastest, once for each elapsed second and once for each second of CPU time.',
    legend: [],
    panels: [
      panel('Rows per second', ({ rowsPerSecond }) => rowsPerSecond),
      panel('Rows per CPU-second', ({ rowsPerCpuSecond }) => rowsPerCpuSecond),
    ],
    tableId: 'headline-table',
  };
}
