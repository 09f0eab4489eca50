import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resultsSchema } from '../research';

const PROGRAM = join(__dirname, 'bench.ts');

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stdout: () => string;
}

describe('npm run bench', { timeout: 180_000 }, () => {
  let folder: string;
  let temporary: string;

  const start = (...args: string[]): Running => {
    const child = spawn(process.execPath, ['-r', 'ts-node/register', PROGRAM, ...args], {
      env: { ...process.env, TMPDIR: temporary },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));
    return { child, ended, stdout: () => stdout };
  };

  /** ts-node keeps its compile cache in the same folder. */
  const leftBehind = (): string[] =>
    readdirSync(temporary).filter((name) => name.startsWith('viewmarks'));

  const run = (...args: string[]): Promise<Ended> => start(...args).ended;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-bench-test-'));
    temporary = join(folder, 'tmp');
    mkdirSync(temporary);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends wrong usage with one line, exit code 2 and no trace', async () => {
    mkdirSync(join(folder, 'used'));
    writeFileSync(join(folder, 'used', 'results.json'), '{}');
    const wrong: [string[], RegExp][] = [
      [['--rows', '0'], /--rows: "0" is not a whole number/],
      [['--fast'], /unknown option '--fast'/],
      [['--out', join(folder, 'used')], /--out: .*is not empty/],
      [
        ['--rows', '1000000000', '--out', join(folder, 'a', 'b')],
        /--rows: the run may need \d+ MiB/,
      ],
    ];
    for (const [args, line] of wrong) {
      const { exitCode, stdout, stderr } = await run(...args);
      expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: '' });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(folder).sort()).toEqual(['tmp', 'used']);
    expect(leftBehind()).toEqual([]);
  });

  it('writes results that validate, and a report, from storages that the user named', async () => {
    const out = join(folder, 'runs', 'one');
    const storages = `duckdb:${join(folder, 'marks.db')},null:,http://127.0.0.1:1/nowhere`;
    const args = ['--storages', storages, '--rows', '20000', '--rounds', '1', '--out', out];
    const { exitCode, stdout, stderr } = await run(...args);
    // One of them could not be measured; the run went on, and the exit code tells.
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^clickhouse-http not run: [^\n]+\n$/) as string,
    });
    const results = resultsSchema.parse(
      JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')),
    );
    expect(results.run.status).toBe('complete');
    expect(results.storages.map(({ name, status }) => [name, status])).toEqual([
      ['duckdb', 'measured'],
      ['null', 'measured'],
      ['clickhouse-http', 'not-run'],
    ]);
    expect(results.run.command).toContain(`--storages 'duckdb:<folder>/marks.db,null:,http:`);
    expect(results.cells.filter(({ kind }) => kind === 'read')).toHaveLength(10);
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(['report.html', 'report.md', 'results.json']),
    );
    expect(stdout).toContain('report: ');
    // No terminal, so no bars and no colours.
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\r');
    expect(leftBehind()).toEqual([]);
    expect(existsSync(join(folder, 'marks.db'))).toBe(true);

    const again = await run(...args.slice(0, -1), join(folder, 'runs', 'two'));
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('--overwrite');
    expect(readdirSync(join(folder, 'runs'))).toEqual(['one']);
  });

  it('fails when no storage can be measured', async () => {
    const out = join(folder, 'run');
    const { exitCode, stderr } = await run('--storages', 'http://127.0.0.1:1/x', '--out', out);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/not run: .*\nerror: no storage could be measured\n$/);
    expect(readdirSync(folder)).toEqual(['tmp']);
  });

  describe.runIf(process.platform === 'linux')('when it is ended from outside', () => {
    const childrenOf = (pid: number): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
        .split(' ')
        .filter((text) => text !== '')
        .map(Number);

    /** A run that has measured a first visit into the folder `run`. */
    const startAndMeasure = async (...args: string[]): Promise<Running> => {
      const running = start(...args);
      await vi.waitFor(
        () => {
          const journal = readFileSync(join(folder, 'run', 'journal.jsonl'), 'utf8');
          expect(journal).toContain(', round 0"');
        },
        { timeout: 30_000, interval: 50 },
      );
      return running;
    };

    /** A run that is inserting, and its processes. */
    const startInserting = async (): Promise<Running & { readonly workers: readonly number[] }> => {
      const out = ['--out', join(folder, 'run')];
      const running = await startAndMeasure('--rows', '100000', '--rounds', '50', ...out);
      const workers = childrenOf(running.child.pid!);
      expect(workers.length).toBeGreaterThan(0);
      return { ...running, workers };
    };

    const alive = (pids: readonly number[]): number[] =>
      pids.filter((pid) => existsSync(`/proc/${pid}`));

    it.each([
      ['SIGINT', 130, 'interrupted'],
      ['SIGTERM', 143, 'terminated'],
    ] as const)(
      '%s stops its processes, removes its data and keeps its figures',
      async (...how) => {
        const [signal, code, word] = how;
        const { child, ended, workers } = await startInserting();
        child.kill(signal);
        const { exitCode, stderr } = await ended;
        expect(exitCode).toBe(code);
        const run = join(folder, 'run');
        expect(stderr).toBe(
          `${word}: all processes stopped, temporary data removed, ` +
            `what was measured is kept: --resume ${run} goes on\n`,
        );
        expect(alive(workers)).toEqual([]);
        expect(leftBehind()).toEqual([]);
        expect(readdirSync(run)).toEqual(['journal.jsonl']);
      },
    );

    it('goes on where it was interrupted, and shares its folder with no other run', async () => {
      const run = join(folder, 'run');
      const rest = [
        '--storages',
        'null:',
        '--scenarios',
        'insert',
        '--rows',
        '40000',
        '--out',
        run,
      ];
      const { child, ended } = await startAndMeasure('--rounds', '100', ...rest);
      const other = await start(...rest).ended;
      expect(other.exitCode).toBe(2);
      expect(other.stderr).toContain('holds a run that is not complete');
      const second = await start('--resume', run).ended;
      expect(second.exitCode).toBe(2);
      expect(second.stderr).toContain(`process ${child.pid} is measuring into this folder`);
      child.kill('SIGKILL');
      await ended;
      const journal = readFileSync(join(run, 'journal.jsonl'), 'utf8');
      const { exitCode, stderr } = await start('--resume', run).ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const results = resultsSchema.parse(
        JSON.parse(readFileSync(join(run, 'results.json'), 'utf8')),
      );
      expect(results.run.resumedAt).toHaveLength(1);
      expect(results.settings.rounds).toBe(100);
      const samples = results.cells.flatMap(({ outcome }) =>
        'samples' in outcome ? outcome.samples.map(({ elapsedMs }) => elapsedMs) : [],
      );
      // The first visit that the interrupted run had measured is among the samples.
      const visit = journal.split('\n').find((line) => line.includes(', round 0"'))!;
      const { value } = JSON.parse(visit) as {
        value: { value: { batches: { elapsedMs: number }[] } };
      };
      const [first] = value.value.batches;
      expect(samples).toContain(Math.round(first!.elapsedMs * 1e4) / 1e4);
      expect(readdirSync(run)).not.toContain('journal.jsonl');
    });

    it('its processes end with it and clean up even when it cannot say so', async () => {
      const { child, workers } = await startInserting();
      child.kill('SIGKILL');
      await vi.waitFor(
        () => {
          expect(alive(workers)).toEqual([]);
          expect(leftBehind()).toEqual([]);
        },
        { timeout: 20_000, interval: 50 },
      );
    });
  });
});
