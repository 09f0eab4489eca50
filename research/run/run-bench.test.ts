import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDataset } from '../../generators';
import type { Results } from '../results';
import { SCENARIOS, type SelectedScenarios } from '../scenarios';
import type { BenchPlan } from './bench-plan';
import { NO_JOURNAL } from './journal';
import type { RunObserver } from './observer';
import { NothingMeasuredError, runBench } from './run-bench';

const DOUBLES = join(__dirname, '..', '..', 'test-support', 'faulty-storage-double');

/** Small, so that a run takes seconds; the data of a scenario is what makes it small. */
const SMALL: SelectedScenarios = {
  insert: { ...SCENARIOS.insert, batchRows: [1_000], maxBatchesPerVisit: 3 },
  'read-idle': {
    ...SCENARIOS['read-idle'],
    questions: ['unfinished-films', 'completion-by-genre'],
    drawsPerQuestion: 2,
    warmAskingsPerVisit: 3,
    minWarmAskings: 3,
    twins: [],
  },
  size: SCENARIOS.size,
};

function recorder(): RunObserver & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  return {
    warnings,
    warn: (text) => warnings.push(text),
    begin: ignore,
    advance: ignore,
    step: ignore,
    end: ignore,
  };
}

function planFor(
  folder: string,
  faults: readonly string[],
  more: Partial<BenchPlan> = {},
): BenchPlan {
  return {
    runId: 'test',
    command: 'npm run bench',
    scenarios: SMALL,
    rounds: 1,
    seed: 1,
    dataset: describeDataset({ rows: 5_000 }),
    targets: faults.map((fault) => ({
      name: fault.split(',')[0]!,
      url: `${fault}+duckdb:${join(folder, fault)}`,
      data: { kind: 'temporary' },
    })),
    overwrite: false,
    temporaryFolder: folder,
    opener: DOUBLES,
    journal: NO_JOURNAL,
    ...more,
  };
}

const never = new AbortController().signal;

describe('A run over storages that fail in different ways', () => {
  let folder: string;
  let results: Results;
  const observer = recorder();

  const cell = <Kind extends Results['cells'][number]['kind']>(
    kind: Kind,
    storage: string,
    question?: string,
  ): Extract<Results['cells'][number], { kind: Kind }> => {
    const found = results.cells.find(
      (one) =>
        one.kind === kind &&
        one.storage === storage &&
        (one.kind !== 'read' || one.question === question),
    );
    return found as Extract<Results['cells'][number], { kind: Kind }>;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-run-'));
    const faults = [
      'sound',
      'exit-on-insert,wrong-again',
      'killed-on-ask,wrong-answer',
      'lost-row',
      'locked',
    ];
    results = await runBench(planFor(folder, faults), observer, never);
  }, 300_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('measures the sound one in full', () => {
    const insert = cell('insert', 'sound').outcome;
    expect(insert.status).toBe('measured');
    if (insert.status !== 'measured') return;
    expect(insert.samples.map(({ rows, round }) => [rows, round])).toEqual([
      [1_000, 0],
      [1_000, 0],
      [1_000, 0],
    ]);
    expect(insert.visits[0]!.rows).toBe(3_000);
    expect(insert.rowsPerSecond.median).toBeCloseTo(3_000_000 / insert.visits[0]!.elapsedMs, 3);
    const load = cell('load', 'sound').outcome;
    expect(load).toMatchObject({ status: 'measured', rows: 5_000 });
    const read = cell('read', 'sound', 'completion-by-genre').outcome;
    expect(read.status).toBe('measured');
    if (read.status !== 'measured') return;
    expect(read.firstTouch).toHaveLength(1);
    expect(read.warm).toHaveLength(3);
    expect(read.cpuMsPerAnswer).toBeGreaterThan(0);
    expect(cell('size', 'sound').outcome).toMatchObject({ status: 'measured', rows: 5_000 });
  });

  it('fails by a wrong answer: the difference is kept and said, its question has no times', () => {
    expect(results.run.status).toBe('wrong-answers');
    const check = results.checks.find(
      ({ storage, verdict }) => storage === 'killed-on-ask' && verdict.status === 'wrong',
    )!;
    expect(check.question).toBe('completion-by-genre');
    expect(check.verdict).toMatchObject({
      difference: expect.stringMatching(/row 1, films: expected \d+, got \d+/),
    });
    expect(observer.warnings.join('\n')).toMatch(
      /killed-on-ask, completion-by-genre.*row 1, films/s,
    );
    expect(cell('read', 'killed-on-ask', 'completion-by-genre').outcome).toEqual({
      status: 'failed',
      reason: 'an answer was wrong, see the checks',
    });
  });

  it('also compares the answers that it times', () => {
    const checks = results.checks.filter(
      ({ storage, question }) => storage === 'exit-on-insert' && question === 'completion-by-genre',
    );
    expect(checks.map(({ verdict }) => verdict.status)).toEqual(['right', 'wrong']);
    expect(cell('read', 'exit-on-insert', 'completion-by-genre').outcome.status).toBe('failed');
  });

  it('gives no speed to a storage that loses rows', () => {
    const reason = expect.stringMatching(/3000 rows were acknowledged, 2997 are stored/) as string;
    expect(cell('insert', 'lost-row').outcome).toEqual({ status: 'failed', reason });
    expect(cell('load', 'lost-row').outcome.status).toBe('failed');
    expect(cell('size', 'lost-row').outcome.status).toBe('failed');
    expect(
      results.cells.some(({ kind, storage }) => kind === 'read' && storage === 'lost-row'),
    ).toBe(false);
  });

  it('contains a crash in its cell; the storage goes on in a new process', () => {
    expect(cell('insert', 'exit-on-insert').outcome).toEqual({
      status: 'failed',
      reason:
        'the process of exit-on-insert ended with exit code 7: double: this is where it breaks',
    });
    expect(cell('load', 'exit-on-insert').outcome.status).toBe('measured');
    expect(cell('read', 'exit-on-insert', 'unfinished-films').outcome.status).toBe('measured');
  });

  it('asks a question that kills the engine once, and goes on with the others', () => {
    const checks = results.checks.filter(({ storage }) => storage === 'killed-on-ask');
    const failed = checks.filter(({ verdict }) => verdict.status === 'failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({
      question: 'unfinished-films',
      verdict: { reason: expect.stringContaining('SIGKILL') },
    });
    expect(cell('read', 'killed-on-ask', 'unfinished-films').outcome.status).toBe('failed');
    expect(checks.map(({ question }) => question)).toContain('completion-by-genre');
  });

  it('lists what cannot be opened as not run, with the reason and without cells', () => {
    expect(results.storages.find(({ name }) => name === 'locked')).toEqual({
      status: 'not-run',
      name: 'locked',
      url: 'locked+duckdb:<temporary>/locked',
      reason: 'the double is held by another process',
    });
    expect(results.cells.some(({ storage }) => storage === 'locked')).toBe(false);
  });

  it('asks every storage the same askings', () => {
    const asked = (name: string): string[] =>
      results.checks
        .filter(({ storage }) => storage === name)
        .map(({ question, parameters }) => `${question} ${JSON.stringify(parameters)}`);
    expect(asked('sound')).toHaveLength(3);
    expect(asked('exit-on-insert').slice(0, 3)).toEqual(asked('sound'));
  });

  it('measures the memory of all its processes', () => {
    const { memory } = results.environment;
    if (process.platform !== 'linux') {
      expect(memory).toBeNull();
      return;
    }
    expect(memory!.samples).toBeGreaterThan(10);
    expect(memory!.peakTotalRssBytes).toBeGreaterThan(process.memoryUsage.rss() / 2);
  });

  it('leaves no name of this machine in its results', () => {
    const text = JSON.stringify(results);
    expect(text).not.toContain(folder);
    expect(text).not.toContain(process.cwd());
  });
});

describe('A run', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-run-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('of which no storage can be opened fails', async () => {
    const observer = recorder();
    await expect(runBench(planFor(folder, ['locked']), observer, never)).rejects.toBeInstanceOf(
      NothingMeasuredError,
    );
    expect(observer.warnings).toEqual(['locked not run: the double is held by another process']);
  });

  it('refuses a named storage that holds marks, unless it may overwrite them', async () => {
    const url = `sound+duckdb:${join(folder, 'kept')}`;
    const targets = [
      { name: 'kept', url, data: { kind: 'path', path: join(folder, 'kept') } },
    ] as const;
    const scenarios = { size: SCENARIOS.size };
    const plan = planFor(folder, [], { targets, scenarios });
    const first = await runBench(plan, recorder(), never);
    expect(first.cells.map(({ outcome }) => outcome.status)).toEqual(['measured', 'measured']);
    await expect(runBench(plan, recorder(), never)).rejects.toThrow(
      `--storages: ${url} holds 5000 marks already`,
    );
    const again = await runBench({ ...plan, overwrite: true }, recorder(), never);
    expect(again.dataset.contentHash).toBe(first.dataset.contentHash);
  });

  it('that is aborted stops its processes and rejects with the reason', async () => {
    const abort = new AbortController();
    const observer = {
      ...recorder(),
      step: (name: string): void => {
        if (name.includes('warm-up')) abort.abort(new Error('interrupted'));
      },
    };
    const running = runBench(planFor(folder, ['hang-on-insert']), observer, abort.signal);
    await expect(running).rejects.toThrow('interrupted');
    if (process.platform !== 'linux') return;
    expect(readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')).toBe('');
  });
});
