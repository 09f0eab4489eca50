import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDataset } from '../../generators';
import {
  type SpawnedVerticaDouble,
  spawnVerticaDouble,
} from '../../test-support/vertica-double/spawn-vertica-double';
import type { Results } from '../results';
import { SCENARIOS } from '../scenarios';
import { withholdRestricted } from '../withhold-restricted';
import type { BenchPlan } from './bench-plan';
import { NO_JOURNAL } from './journal';
import type { RunObserver } from './observer';
import { runBench } from './run-bench';
import { defaultTargets, type StorageTarget } from './storage-targets';

const PRETENDERS = join(__dirname, '..', '..', 'test-support', 'relabelled-storage-double');

const NULL: StorageTarget = { name: 'null', url: 'null:', data: { kind: 'none' } };

describe('A run to which something pretends to be Vertica', () => {
  let folder: string;
  let double: SpawnedVerticaDouble;
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  const observer: RunObserver = {
    warn: (text) => warnings.push(text),
    begin: ignore,
    advance: ignore,
    step: ignore,
    end: ignore,
  };

  const run = (targets: readonly StorageTarget[], more: Partial<BenchPlan> = {}) =>
    runBench(
      {
        runId: 'test',
        command: 'npm run bench',
        scenarios: {
          insert: { ...SCENARIOS.insert, batchRows: [1_000], maxBatchesPerVisit: 2 },
          size: SCENARIOS.size,
        },
        rounds: 1,
        seed: 1,
        dataset: describeDataset({ rows: 2_000 }),
        targets,
        overwrite: false,
        temporaryFolder: folder,
        opener: undefined,
        journal: NO_JOURNAL,
        ...more,
      },
      observer,
      new AbortController().signal,
    );

  const pretender = (name: string): StorageTarget => ({
    name,
    url: `${name}+duckdb:${join(folder, `${name}.db`)}`,
    data: { kind: 'temporary' },
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-vertica-gate-'));
    double = await spawnVerticaDouble();
  });

  afterAll(async () => {
    await double.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('measures nothing of the wire double, through the real loader and driver', async () => {
    const vertica: StorageTarget = { name: 'vertica', url: double.url, data: { kind: 'server' } };
    const { storages, cells } = await run([NULL, vertica]);
    expect(storages[1]).toMatchObject({
      status: 'not-run',
      name: 'vertica',
      reason: expect.stringMatching(/^a test double answered, .*TEST DOUBLE/) as string,
    });
    expect(new Set(cells.map(({ storage }) => storage))).toEqual(new Set(['null']));
  });

  it('lists Vertica as not run where there is no server, and warns of nothing', async () => {
    warnings.length = 0;
    const vertica = defaultTargets(folder, undefined).at(-1)!;
    const { storages } = await run([NULL, vertica]);
    expect(storages[1]).toMatchObject({
      status: 'not-run',
      name: 'vertica',
      reason: 'no Vertica server (set VERTICA_URL)',
    });
    expect(warnings).toEqual([]);
  });

  describe('that changes after it was probed', () => {
    let results: Results;
    const of = (name: string): Results['cells'] =>
      results.cells.filter(({ storage }) => storage === name);

    beforeAll(async () => {
      const targets = [pretender('as-server'), pretender('as-server-once')];
      results = await run(targets, { opener: PRETENDERS });
    });

    it('gets no figure from the process that meets a double', () => {
      expect(of('as-server-once').length).toBeGreaterThan(1);
      for (const { outcome } of of('as-server-once')) {
        expect(outcome).toMatchObject({
          status: 'failed',
          reason: expect.stringContaining('a test double answered') as string,
        });
      }
      // The same storage has figures when it does not change: it is the change that is found out.
      expect(of('as-server').every(({ outcome }) => outcome.status === 'measured')).toBe(true);
    });

    it('has nothing to publish but that it was measured', () => {
      const { storages, cells, checks } = withholdRestricted(results);
      expect(storages.map(({ name, status }) => [name, status])).toEqual([
        ['as-server', 'withheld'],
        ['as-server-once', 'withheld'],
      ]);
      expect([...cells, ...checks]).toEqual([]);
    });
  });
});
