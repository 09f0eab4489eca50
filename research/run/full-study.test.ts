import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDataset } from '../../generators';
import { cellId } from '../cell-id';
import type { CellOf, Results } from '../results';
import { SCENARIOS, type SelectedScenarios } from '../scenarios';
import type { BenchPlan } from './bench-plan';
import { fileJournal } from './journal';
import type { RunObserver } from './observer';
import { runBench } from './run-bench';

/** Every scenario, so small that the whole takes seconds; what makes it small is data. */
const SMALL: SelectedScenarios = {
  'insert-scaling': {
    ...SCENARIOS['insert-scaling'],
    batchRows: [500],
    writers: [1, 2],
    maxBatchesPerVisit: 4,
  },
  'read-idle': {
    ...SCENARIOS['read-idle'],
    questions: ['completion-by-genre', 'marks-per-day', 'resume-point'],
    twins: ['marks-per-day'],
    drawsPerQuestion: 2,
    warmAskingsPerVisit: 2,
    minWarmAskings: 2,
  },
  size: SCENARIOS.size,
  growth: { ...SCENARIOS.growth, shares: [0.5], minRows: 1, rounds: 1 },
  'read-under-insert': {
    ...SCENARIOS['read-under-insert'],
    peakBatchEveryMs: 50,
    levelMs: 300,
    minArrivals: 2_000,
    maximumBatchRows: 500,
    minAskEveryMs: 20,
  },
  'insert-under-read': {
    ...SCENARIOS['insert-under-read'],
    analysts: [0, 2],
    batchRows: 500,
    batches: 2,
  },
  durability: {
    ...SCENARIOS.durability,
    trials: 1,
    batchRows: 200,
    killAfterBatches: { from: 2, to: 4 },
  },
  capacity: SCENARIOS.capacity,
};

const ignore = (): void => undefined;
const observer: RunObserver = {
  warn: ignore,
  begin: ignore,
  advance: ignore,
  step: ignore,
  end: ignore,
};

describe('A study with every scenario on both embedded engines', () => {
  let folder: string;
  let plan: BenchPlan;
  let results: Results;

  const cells = <Kind extends Results['cells'][number]['kind']>(kind: Kind): CellOf<Kind>[] =>
    results.cells.filter((cell): cell is CellOf<Kind> => cell.kind === kind);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-study-'));
    plan = {
      runId: 'test',
      command: 'npm run bench',
      scenarios: SMALL,
      rounds: 1,
      seed: 1,
      dataset: describeDataset({ rows: 4_000 }),
      targets: [
        { name: 'ch', url: `chdb:${join(folder, 'ch')}`, data: { kind: 'temporary' } },
        { name: 'duck', url: `duckdb:${join(folder, 'duck')}`, data: { kind: 'temporary' } },
      ],
      overwrite: false,
      temporaryFolder: folder,
      opener: undefined,
      journal: fileJournal(join(folder, 'journal.jsonl')),
    };
    results = await runBench(plan, observer, new AbortController().signal);
  }, 120_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('measures every cell, each with an id of its own', () => {
    const failed = results.cells.filter(({ outcome }) => outcome.status === 'failed');
    expect(failed).toEqual([]);
    const ids = results.cells.map(cellId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(results.run.status).toBe('complete');
  });

  it('inserts with several writers, and measures one cell of each storage twice', () => {
    const together = cells('insert').filter(({ writers }) => writers === 2);
    expect(together.map(({ storage }) => storage)).toContain('ch');
    for (const { outcome } of together) {
      if (outcome.status !== 'measured') continue;
      expect(new Set(outcome.samples.map(({ writer }) => writer))).toEqual(new Set([0, 1]));
    }
    expect(cells('insert-twin').map(cellId)).toEqual([
      'insert-twin.ch.arrow.500.w1',
      'insert-twin.duck.appender.500.w1',
    ]);
    expect(cells('read-twin').map(({ storage }) => storage)).toEqual(['ch', 'duck']);
  });

  it('lets marks arrive by the clock, and knows how many there are then', () => {
    const levels = cells('read-under-insert').filter(({ storage }) => storage === 'duck');
    expect(levels.map(({ level }) => level)).toEqual([
      'quiet',
      'peak',
      'half-maximum',
      'quiet-after',
    ]);
    let rows = 4_000;
    for (const { outcome } of levels) {
      if (outcome.status !== 'measured') throw new Error(outcome.reason);
      expect(outcome.rowsBefore).toBe(rows);
      rows = outcome.rowsAfter;
      expect(outcome.askings.length).toBeGreaterThan(1);
      expect(outcome.arrivals.length * outcome.batchRows).toBe(rows - outcome.rowsBefore);
      expect(outcome.answers.wrong).toBe(0);
    }
    expect(rows).toBeGreaterThan(4_000);
    const afterwards = results.checks.filter(
      ({ when, storage }) => when === 'after-load' && storage === 'duck',
    );
    // Two visits of two analyst counts have added 1,000 each.
    expect(new Set(afterwards.map(({ marks }) => marks))).toEqual(new Set([rows + 2_000]));
    expect(afterwards.every(({ verdict }) => verdict.status === 'right')).toBe(true);
  });

  it('compares answers that stand still under load', () => {
    const compared = cells('read-under-insert').flatMap(({ outcome }) =>
      outcome.status === 'measured' && outcome.marksPerSecond > 0 ? [outcome.answers.compared] : [],
    );
    expect(Math.min(...compared)).toBeGreaterThan(0);
  });

  it('counts inserts and answers while analysts ask', () => {
    const busy = cells('insert-under-read').filter(({ analysts }) => analysts === 2);
    expect(busy).toHaveLength(2);
    for (const { outcome } of busy) {
      if (outcome.status !== 'measured') throw new Error(outcome.reason);
      expect(outcome.samples).toHaveLength(2);
      expect(outcome.answers.given).toBeGreaterThan(0);
    }
  });

  it('kills the engines and finds what was acknowledged', () => {
    for (const { outcome } of cells('durability')) {
      if (outcome.status !== 'measured') throw new Error(outcome.reason);
      const [trial] = outcome.trials;
      expect(trial!.acknowledgedBatches).toBeGreaterThanOrEqual(2);
      expect(['kept', 'kept-and-in-flight']).toContain(trial!.verdict);
      expect(trial!.resentOnce).toBe(true);
      expect(trial!.recoveryMs).toBeGreaterThan(0);
    }
    const killed = results.checks.filter(({ when }) => when === 'after-kill');
    expect(killed).toHaveLength(6);
    expect(killed.every(({ verdict }) => verdict.status === 'right')).toBe(true);
  });

  it('fits growth and derives capacity from it', () => {
    expect(cells('read-growth')).toHaveLength(6);
    const [capacity] = cells('capacity');
    if (capacity?.outcome.status !== 'derived') throw new Error('not derived');
    expect(capacity.outcome.answers).toHaveLength(3);
  });

  it('is not measured again when it goes on after its end', async () => {
    const journal = fileJournal(join(folder, 'journal.jsonl'));
    const again = await runBench({ ...plan, journal }, observer, new AbortController().signal);
    expect(again.cells).toEqual(results.cells);
    expect(again.run.startedAt).toBe(results.run.startedAt);
    expect(again.run.resumedAt).toHaveLength(1);
  }, 60_000);

  it('does not go on over another dataset', async () => {
    const journal = fileJournal(join(folder, 'journal.jsonl'));
    const other = { ...plan, journal, dataset: describeDataset({ rows: 4_000, seed: 2 }) };
    await expect(runBench(other, observer, new AbortController().signal)).rejects.toThrow(
      '--resume: the hash of the dataset is',
    );
  }, 60_000);
});
