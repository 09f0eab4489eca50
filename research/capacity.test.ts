import { describe, expect, it } from 'vitest';
import { madeUpInsertCell, madeUpSizeCell } from '../test-support/made-up-cells';
import { capacityCell } from './capacity';
import type { Cell } from './results';
import { SCENARIOS } from './scenarios';
import { estimate } from './statistics';

/** MADE-UP FIGURES: nothing here was measured. */
const { inputs } = SCENARIOS.capacity;
const warmMs = estimate([10, 10, 10, 10, 10], { resamples: 10, confidence: 0.95, seed: 1 });
const point = { rows: 1_000_000, viewerFilmPairs: 1, samplesMs: [10, 10, 10, 10, 10], warmMs };

function growth(question: string, lastExponent: number): Cell {
  const fit = { exponent: lastExponent, low: null, high: null, lastExponent };
  const points = [{ ...point, rows: 100_000 }, point];
  return {
    kind: 'read-growth',
    storage: 'a',
    question,
    outcome: { status: 'measured', points, ...fit },
  };
}

const cells: Cell[] = [
  madeUpInsertCell('a', 'x', 1_000, 10_000),
  madeUpInsertCell('a', 'x', 100_000, 1_000_000),
  madeUpSizeCell('a', 20, false),
  growth('marks-per-day', 1),
  growth('resume-point', -0.2),
];

describe('The capacity of a cluster', () => {
  const { outcome } = capacityCell(inputs, cells, 'a');
  if (outcome.status !== 'derived') throw new Error('not derived');

  it('follows from bytes a mark, days, shards, replicas and how full a disk may be', () => {
    expect(outcome.marks).toBe(60_000_000 * 1_095);
    expect(outcome.bytes).toBe(outcome.marks * 20);
    expect(outcome.diskPerNodeBytes).toBeCloseTo(outcome.bytes / 2 / 0.7, 0);
    expect(outcome.diskAllNodesBytes).toBeCloseTo((outcome.bytes / 0.7) * 2, 0);
    expect(outcome.from.bytesPerMark.cell).toBe('size.a');
  });

  it('has as much headroom as the fastest insert leaves over one shard’s part of the peak', () => {
    const fastest = outcome.from.rowsPerSecond;
    expect(fastest.cell).toBe('insert.a.x.100000.w1');
    expect(outcome.insertHeadroom).toBeCloseTo(fastest.value / 2_100, 6);
    expect(outcome.insertHeadroomIsEnough).toBe(true);
    const demanding = { ...inputs, insertHeadroom: 1_000_000 };
    const other = capacityCell(demanding, cells, 'a').outcome;
    expect(other.status === 'derived' && other.insertHeadroomIsEnough).toBe(false);
  });

  it('draws answers out along their growth, and never below what was measured', () => {
    const [lookup, aggregate] = ['resume-point', 'marks-per-day'].map((question) =>
      outcome.answers.find((answer) => answer.question === question),
    );
    const shardRows = outcome.marks / 2;
    expect(aggregate!.extrapolatedBy).toBe(shardRows / 1_000_000);
    expect(aggregate!.extrapolatedMs).toBeCloseTo((10 * shardRows) / 1_000_000, 3);
    expect(lookup!.extrapolatedMs).toBe(10);
  });

  it('is skipped for a storage whose size or inserts are not known', () => {
    expect(capacityCell(inputs, cells.slice(2), 'a').outcome.status).toBe('skipped');
    expect(capacityCell(inputs, cells, 'b').outcome.status).toBe('skipped');
  });
});
