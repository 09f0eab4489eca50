import type { ReadUnderInsertCell } from '../results';
import type { ReadUnderInsertScenario } from '../scenarios';

/** One level of the load, decided before anything is run. */
export type LoadLevel =
  | {
      readonly status: 'planned';
      readonly level: ReadUnderInsertCell['level'];
      /** 0 when no marks arrive; then the batches are none. */
      readonly marksPerSecond: number;
      readonly batchRows: number;
      readonly everyMs: number;
      readonly batches: number;
      readonly scheduledMs: number;
    }
  | {
      readonly status: 'skipped';
      readonly level: ReadUnderInsertCell['level'];
      readonly reason: string;
    };

/**
 * The levels of one storage, in the order in which they are run.
 *
 * @param bestRowsPerSecond of one writer, measured before; undefined when there is no such figure
 * @param datasetRows that the storage holds already
 */
export function loadLevels(
  scenario: ReadUnderInsertScenario,
  bestRowsPerSecond: number | undefined,
  datasetRows: number,
): readonly LoadLevel[] {
  const { levelMs, peakMarksPerSecond, peakBatchEveryMs } = scenario;
  const quiet = {
    status: 'planned',
    marksPerSecond: 0,
    batchRows: 0,
    everyMs: 0,
    batches: 0,
    scheduledMs: levelMs,
  } as const;
  const batches = Math.max(1, Math.floor(levelMs / peakBatchEveryMs));
  return [
    { ...quiet, level: 'quiet' },
    {
      status: 'planned',
      level: 'peak',
      marksPerSecond: peakMarksPerSecond,
      batchRows: Math.round((peakMarksPerSecond * peakBatchEveryMs) / 1_000),
      everyMs: peakBatchEveryMs,
      batches,
      scheduledMs: batches * peakBatchEveryMs,
    },
    halfMaximum(scenario, bestRowsPerSecond, datasetRows),
    { ...quiet, level: 'quiet-after' },
  ];
}

function halfMaximum(
  scenario: ReadUnderInsertScenario,
  bestRowsPerSecond: number | undefined,
  datasetRows: number,
): LoadLevel {
  const level = 'half-maximum';
  if (bestRowsPerSecond === undefined) {
    return { status: 'skipped', level, reason: 'this run measured no insert of this storage' };
  }
  const marksPerSecond = bestRowsPerSecond / 2;
  if (marksPerSecond <= scenario.peakMarksPerSecond) {
    const reason = `half of the fastest insert, ${Math.round(marksPerSecond)} marks/s, is not above the peak`;
    return { status: 'skipped', level, reason };
  }
  // At least a batch a second, however slow the storage is.
  const batchRows = Math.min(scenario.maximumBatchRows, Math.round(marksPerSecond));
  const everyMs = (batchRows / marksPerSecond) * 1_000;
  const maxRows = Math.max(scenario.minArrivals, scenario.maxGrowth * datasetRows);
  const scheduledMs = Math.min(scenario.levelMs, (maxRows / marksPerSecond) * 1_000);
  const batches = Math.max(1, Math.floor(scheduledMs / everyMs));
  return {
    status: 'planned',
    level,
    marksPerSecond,
    batchRows,
    everyMs,
    batches,
    scheduledMs: batches * everyMs,
  };
}
