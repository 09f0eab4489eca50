import type { ReadUnderInsertScenario } from './scenario';

/** 60 million marks a day, six times as many in the busiest second as on average: 4,200 a second. */
export const PEAK_MARKS_PER_SECOND = 4_200;

export const readUnderInsert = {
  kind: 'read-under-insert',
  about: 'the questions while marks arrive by the clock: none, 4,200/s, half of the fastest insert',
  peakMarksPerSecond: PEAK_MARKS_PER_SECOND,
  peakBatchEveryMs: 1_000,
  maximumBatchRows: 100_000,
  levelMs: 25_000,
  maxGrowth: 1,
  minArrivals: 2_000_000,
  minAskEveryMs: 100,
  askEveryTimesIdle: 2,
} as const satisfies ReadUnderInsertScenario;
