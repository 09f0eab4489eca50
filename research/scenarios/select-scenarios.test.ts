import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { describeDataset } from '../../generators';
import { batchesOfVisit, batchSizes, minWarmOfVisit, rowsAtMost } from '../run/bench-plan';
import { NO_JOURNAL } from '../run/journal';
import { SCENARIO_NAMES, SCENARIOS, selectScenarios } from '.';

const EMPTY_PLAN = {
  runId: 'test',
  command: 'npm run bench',
  scenarios: {},
  rounds: 5,
  seed: 1,
  dataset: describeDataset({ rows: 10_000_000 }),
  targets: [],
  overwrite: false,
  temporaryFolder: '/tmp',
  opener: undefined,
  journal: NO_JOURNAL,
};

describe('Scenarios', () => {
  it('are selected by name, in the order of a run, none twice', () => {
    expect(Object.keys(selectScenarios('size, insert,size'))).toEqual(['insert', 'size']);
    expect(Object.keys(selectScenarios('quick'))).toEqual(['insert', 'read-idle', 'size']);
    expect(Object.keys(selectScenarios('quick,durability'))).toEqual([
      'insert',
      'read-idle',
      'size',
      'durability',
    ]);
  });

  it('are all there under all, of the two about inserts the greater', () => {
    expect(Object.keys(selectScenarios('all'))).toEqual(
      SCENARIO_NAMES.filter((name) => name !== 'insert'),
    );
    expect(Object.keys(selectScenarios('insert,insert-scaling'))).toEqual(['insert-scaling']);
  });

  it('bring along what they compute with', () => {
    expect(Object.keys(selectScenarios('growth'))).toEqual(['read-idle', 'size', 'growth']);
    expect(Object.keys(selectScenarios('capacity'))).toEqual([
      'insert-scaling',
      'read-idle',
      'size',
      'growth',
      'capacity',
    ]);
  });

  it.each(['wirte', 'insert,', '', 'all,read', 'toString'])(
    'are refused when the list is %j',
    (text) => {
      expect(() => selectScenarios(text)).toThrow(BadInputError);
      expect(() => selectScenarios(text)).toThrow('choose from insert, insert-scaling, read-idle');
    },
  );

  it('insert batches that the dataset fills at least four times', () => {
    expect(batchSizes(SCENARIOS.insert, 1_000_000)).toEqual([1_000, 10_000, 100_000]);
    expect(batchSizes(SCENARIOS.insert, 4_000_000)).toEqual([1_000, 10_000, 100_000, 1_000_000]);
    expect(batchSizes(SCENARIOS.insert, 399_999)).toEqual([1_000, 10_000]);
    expect(batchSizes(SCENARIOS.insert, 10)).toEqual([3]);
    expect(batchSizes(SCENARIOS.insert, 1)).toEqual([1]);
  });

  it('never insert more rows in a visit than the dataset has, and always one batch', () => {
    const scenario = { ...SCENARIOS.insert, rowsPerVisit: 500_000, maxBatchesPerVisit: 50 };
    expect(batchesOfVisit(scenario, 1_000_000, 1_000, 1)).toBe(50);
    expect(batchesOfVisit(scenario, 1_000_000, 100_000, 1)).toBe(5);
    expect(batchesOfVisit(scenario, 250_000, 100_000, 1)).toBe(2);
    expect(batchesOfVisit(scenario, 10_000_000, 1_000_000, 1)).toBe(1);
    expect(batchesOfVisit(scenario, 1, 1, 1)).toBe(1);
  });

  it('have a batch for each writer, as far as the dataset has them', () => {
    const scenario = { ...SCENARIOS.insert, rowsPerVisit: 500_000, maxBatchesPerVisit: 50 };
    expect(batchesOfVisit(scenario, 10_000_000, 1_000_000, 4)).toBe(4);
    expect(batchesOfVisit(scenario, 300, 100, 4)).toBe(3);
    expect(batchesOfVisit(scenario, 1_000_000, 1_000, 4)).toBe(50);
  });

  it('never let more marks arrive than the plan says a storage will hold', () => {
    const plan = (text: string): Parameters<typeof rowsAtMost>[0] => ({
      ...EMPTY_PLAN,
      scenarios: selectScenarios(text),
    });
    expect(rowsAtMost(plan('quick'))).toBe(10_000_000);
    expect(rowsAtMost(plan('read-under-insert'))).toBe(20_105_000);
    expect(rowsAtMost(plan('insert-under-read'))).toBe(20_000_000);
  });

  it('make warm askings enough for a p95, however many the rounds', () => {
    for (const rounds of [1, 3, 5, 7]) {
      expect(minWarmOfVisit(SCENARIOS['read-idle'], rounds) * rounds).toBeGreaterThanOrEqual(20);
    }
    expect(minWarmOfVisit(SCENARIOS['read-idle'], 1)).toBeLessThanOrEqual(
      SCENARIOS['read-idle'].warmAskingsPerVisit,
    );
  });
});
