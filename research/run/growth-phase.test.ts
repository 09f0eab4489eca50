import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../generators';
import type { ReadCell, SizeCell } from '../results';
import { scaledDataset } from '../scaled-dataset';
import { SCENARIOS } from '../scenarios';
import { estimate } from '../statistics';
import { growthCells, type SizeOfDataset, smallerRows } from './growth-phase';

const bootstrap = { resamples: 50, confidence: 0.95, seed: 1 };

function measured(rows: number, ms: number, bytes: number): SizeOfDataset {
  const warm = [0.9, 1, 1, 1, 1.1].map((share) => ({
    round: 0,
    parameters: {},
    elapsedMs: ms * share,
  }));
  const figure = estimate(
    warm.map(({ elapsedMs }) => elapsedMs),
    bootstrap,
  );
  const read: ReadCell = {
    kind: 'read',
    storage: 'a',
    question: 'marks-per-day',
    outcome: {
      status: 'measured',
      firstTouch: [],
      warm,
      firstTouchMs: figure,
      warmMs: figure,
      cpuMsPerAnswer: 1,
      peakRssBytes: 1,
    },
  };
  const size: SizeCell = {
    kind: 'size',
    storage: 'a',
    outcome: { status: 'measured', rows, bytes, bytesPerMark: bytes / rows, columns: [] },
  };
  return { rows, viewerFilmPairs: rows / 80, reads: [read], sizes: [size] };
}

describe('Growth', () => {
  it('is measured over smaller datasets that are big enough to show it', () => {
    expect(smallerRows(SCENARIOS.growth, 100_000_000)).toEqual([1_000_000, 10_000_000]);
    expect(smallerRows(SCENARIOS.growth, 1_000_000)).toEqual([100_000]);
    expect(smallerRows(SCENARIOS.growth, 100_000)).toEqual([]);
  });

  it('keeps the shape of the dataset', () => {
    const dataset = describeDataset({ rows: 1_000_000, films: 500, viewers: 8_000 });
    expect(scaledDataset(dataset, 100_000)).toMatchObject({
      rows: 100_000,
      films: 50,
      viewers: 800,
      days: dataset.days,
    });
  });

  it('is a line through the logarithms, and its last step what to extrapolate with', () => {
    const datasets = [measured(1e4, 10, 1e5), measured(1e5, 10, 1e6), measured(1e6, 100, 1e7)];
    const [read, size] = growthCells(datasets, ['a'], ['marks-per-day'], 1);
    expect(read!.outcome).toMatchObject({ status: 'measured' });
    if (read!.outcome.status !== 'measured' || size!.outcome.status !== 'measured') return;
    expect(read!.outcome.exponent).toBeCloseTo(0.5, 6);
    expect(read!.outcome.lastExponent).toBeCloseTo(1, 6);
    expect(size!.outcome.exponent).toBeCloseTo(1, 6);
  });

  it('is skipped for a run with one dataset, and fails where a storage answered over one alone', () => {
    const whole = measured(1e5, 10, 1e6);
    const skipped = growthCells([whole], ['a'], ['marks-per-day'], 1);
    expect(skipped.map(({ outcome }) => outcome.status)).toEqual(['skipped', 'skipped']);
    const failed = growthCells([measured(1e4, 1, 1), whole], ['a'], ['resume-point'], 1);
    expect(failed[0]!.outcome.status).toBe('failed');
  });
});
