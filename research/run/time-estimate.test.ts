import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../generators';
import { selectScenarios } from '../scenarios';
import { NO_JOURNAL } from './journal';
import { defaultTargets } from './storage-targets';
import { estimatedMinutes } from './time-estimate';

function minutes(scenarios: string, rows: number, rounds = 5): number {
  return estimatedMinutes({
    runId: 'test',
    command: 'npm run bench',
    scenarios: selectScenarios(scenarios),
    rounds,
    seed: 1,
    dataset: describeDataset({ rows }),
    targets: defaultTargets('/tmp', undefined),
    overwrite: false,
    temporaryFolder: '/tmp',
    opener: undefined,
    journal: NO_JOURNAL,
  });
}

describe('The estimate of a run', () => {
  it('is a few minutes for a first look, and below an hour for the whole study of ten million', () => {
    expect(minutes('quick', 1_000_000)).toBeLessThanOrEqual(4);
    expect(minutes('all', 10_000_000)).toBeGreaterThan(10);
    expect(minutes('all', 10_000_000)).toBeLessThan(45);
  });

  it('grows with rows, rounds and scenarios', () => {
    expect(minutes('all', 100_000_000)).toBeGreaterThan(minutes('all', 10_000_000));
    expect(minutes('all', 10_000_000, 10)).toBeGreaterThan(minutes('all', 10_000_000, 5));
    expect(minutes('all', 1_000_000)).toBeGreaterThan(minutes('quick', 1_000_000));
  });
});
