import { describe, expect, it } from 'vitest';
import { madeUpInsertCell, madeUpReadCell, madeUpStorage } from '../../test-support/made-up-cells';
import { madeUpInsertTwin, madeUpReadTwin } from '../../test-support/made-up-study-cells';
import { runNoise } from './run-noise';

const READ = madeUpReadCell('clickhouse', 'marks-per-day', 8);

describe('The noise of a run', () => {
  it('is found from the cells that were measured twice, for inserts and answers apart', () => {
    const insert = madeUpInsertCell('clickhouse', 'native', 10_000, 100_000);
    const twin = madeUpInsertTwin('clickhouse', 'native', 10_000, 100_000, 1);
    if (twin.outcome.status !== 'measured') throw new Error('the fixture has changed');
    for (const visit of twin.outcome.visits) visit.elapsedMs *= 1.25;
    const { inserts, reads } = runNoise({ storages: [], cells: [insert, twin, READ] });
    expect(inserts.floor).toBeCloseTo(1.25, 12);
    expect(inserts.pairs).toEqual([
      {
        cell: 'insert.clickhouse.native.10000.w1',
        twin: 'insert-twin.clickhouse.native.10000.w1',
        ratio: inserts.pairs[0]!.ratio,
      },
    ]);
    expect(reads).toEqual({ pairs: [], floor: 1 });
  });

  it('of answers compares the visits, not the answers', () => {
    const twin = madeUpReadTwin('clickhouse', 'marks-per-day', 8, 1);
    if (twin.outcome.status !== 'measured') throw new Error('the fixture has changed');
    for (const asking of twin.outcome.warm) asking.elapsedMs *= 0.5;
    expect(runNoise({ storages: [], cells: [READ, twin] }).reads.floor).toBeCloseTo(2, 12);
  });

  it('leaves out a twin without its cell', () => {
    const twin = madeUpReadTwin('duckdb', 'marks-per-day', 8, 2);
    expect(runNoise({ storages: [], cells: [READ, twin] }).reads.pairs).toEqual([]);
  });

  it('is not that of the client, which stores nothing', () => {
    const cells = [
      madeUpInsertCell('null', 'native', 10_000, 100_000),
      madeUpInsertTwin('null', 'native', 10_000, 100_000, 3),
    ];
    const storages = [madeUpStorage('null', 'null', 'none')];
    expect(runNoise({ storages, cells }).inserts).toEqual({ pairs: [], floor: 1 });
  });
});
