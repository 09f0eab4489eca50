import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../scenarios';
import { type LoadLevel, loadLevels } from './load-levels';

const scenario = SCENARIOS['read-under-insert'];

function halfMaximum(bestRowsPerSecond: number | undefined, datasetRows: number): LoadLevel {
  return loadLevels(scenario, bestRowsPerSecond, datasetRows)[2]!;
}

describe('The levels of the load', () => {
  it('begin and end in quiet, with the peak and half of the maximum between', () => {
    const levels = loadLevels(scenario, 2_000_000, 10_000_000);
    expect(levels.map(({ level }) => level)).toEqual([
      'quiet',
      'peak',
      'half-maximum',
      'quiet-after',
    ]);
    expect(levels[1]).toMatchObject({ batchRows: 4_200, everyMs: 1_000, batches: 25 });
  });

  it('send at the rate that they name', () => {
    for (const level of loadLevels(scenario, 1_234_567, 10_000_000)) {
      if (level.status === 'skipped' || level.batches === 0) continue;
      const rate = (level.batchRows / level.everyMs) * 1_000;
      expect(rate).toBeCloseTo(level.marksPerSecond, 3);
      expect(level.scheduledMs).toBeCloseTo(level.batches * level.everyMs, 6);
    }
  });

  it('end half of the maximum before the dataset has doubled', () => {
    expect(halfMaximum(2_000_000, 10_000_000)).toMatchObject({ batches: 100 });
    expect(halfMaximum(2_000_000, 1_000)).toMatchObject({ batches: 20 });
    // A slow storage gets a batch a second for the whole level.
    expect(halfMaximum(20_000, 10_000_000)).toMatchObject({ batchRows: 10_000, batches: 25 });
  });

  it('leave half of the maximum out where it says nothing new', () => {
    expect(halfMaximum(undefined, 1_000)).toMatchObject({ status: 'skipped' });
    expect(halfMaximum(8_400, 1_000)).toMatchObject({
      reason: 'half of the fastest insert, 4200 marks/s, is not above the peak',
    });
  });
});
