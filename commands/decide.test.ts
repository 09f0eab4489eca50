import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide, readCriteria, type Results } from '../research';
import { readPromotedLoader } from '../loaders';
import { type Ended, runProgram } from '../test-support/run-program';
import { madeUpStudyResults } from '../test-support/study-fixture';
import { folderForTheFile } from '../test-support/temporary-folder';
import { DECISION_FILE, jsonText, readHashedResults } from './run-files';

const FOLDER = folderForTheFile();

function writeRun(name: string, change: (results: Results) => void = () => undefined): string {
  const results = madeUpStudyResults();
  change(results);
  const folder = join(FOLDER, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
  return folder;
}

/** What `decide` writes besides reports, which take their time to draw. */
function decideQuickly(folder: string): void {
  const decision = decide(readHashedResults(folder), readCriteria());
  writeFileSync(join(folder, DECISION_FILE), jsonText(decision));
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

describe('npm run decide', () => {
  let run: string;
  let ended: Ended;

  beforeAll(async () => {
    run = writeRun('decided');
    ended = await runProgram('decide', [run]);
  });

  it('writes the decision as data and as a record, and the report with it at its top', () => {
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(run).sort()).toEqual(
      ['charts', 'decision.json', 'decision.md', 'report.html', 'report.md', 'results.json'].sort(),
    );
    expect(read(run, 'decision.md')).toMatch(
      /^# ClickHouse, provisionally: Vertica not measured\n/,
    );
    expect(read(run, 'report.md')).toContain(
      '**ClickHouse, provisionally: Vertica not measured.**',
    );
    expect(ended.stdout).toContain('Vertica was not measured');
  });

  it('gives the same bytes again, and so does the report', async () => {
    const files = ['decision.json', 'decision.md', 'report.md', 'report.html'];
    const before = files.map((file) => read(run, file));
    expect((await runProgram('decide', [run])).exitCode).toBe(0);
    expect((await runProgram('report', [run])).exitCode).toBe(0);
    expect(files.filter((file, at) => read(run, file) !== before[at])).toEqual([]);
  });

  it('refuses criteria that are none with one line and exit code 2', async () => {
    const criteria = join(FOLDER, 'bad-criteria.json');
    writeFileSync(criteria, '{}');
    const refused = await runProgram('decide', [run, '--criteria', criteria]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^error: .*bad-criteria\.json at question: .*\n$/);
  });

  describe('and then npm run promote', () => {
    const promoted = join(FOLDER, 'etl', 'promoted.json');

    it('writes what the ETL reads', async () => {
      const done = await runProgram('promote', [run, '--out', promoted]);
      expect(done).toMatchObject({ exitCode: 0, stderr: '' });
      const { loader, overridden } = readPromotedLoader(promoted);
      expect(loader).toMatchObject({ engine: 'clickhouse', transport: 'http', format: 'native' });
      expect(overridden).toEqual([]);
      expect(done.stdout).toContain('clickhouse over http, native, batches of 100,000 rows');
    });

    it('refuses an edited decision with exit code 1, why, and how to override; then records it', async () => {
      const edited = writeRun('edited');
      decideQuickly(edited);
      const text = read(edited, 'decision.json').replace('provisionally', 'certainly');
      writeFileSync(join(edited, 'decision.json'), text);
      const out = join(FOLDER, 'edited.json');
      const refused = await runProgram('promote', [edited, '--out', out]);
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toContain('refused: edited-files: decision.json is not what');
      expect(refused.stderr).toContain('to override: --accept edited-files');
      expect(readdirSync(FOLDER)).not.toContain('edited.json');
      const accepted = await runProgram('promote', [
        edited,
        '--out',
        out,
        '--accept',
        'edited-files',
      ]);
      expect(accepted.exitCode).toBe(0);
      expect(readPromotedLoader(out).overridden.map(({ refusal }) => refusal)).toEqual([
        'edited-files',
      ]);
    });

    it('refuses a run that is too small and was measured in part, each with its reason', async () => {
      const small = writeRun('small', (results) => {
        results.dataset.rows = 1000;
        results.cells = results.cells.filter(({ kind }) => kind !== 'durability');
      });
      decideQuickly(small);
      const refused = await runProgram('promote', [small, '--out', join(FOLDER, 'small.json')]);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('refused: run-too-small: the run is over 1,000 marks');
      expect(refused.stderr).toContain('refused: gates-open: ClickHouse has not passed');
    });

    it('asks for a decision where there is none', async () => {
      const refused = await runProgram('promote', [writeRun('undecided')]);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toMatch(/^error: .*there is no decision\.json; decide first: /);
    });

    it('knows which refusals there are', async () => {
      const refused = await runProgram('promote', [run, '--accept', 'everything']);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('--accept: there is no refusal "everything"');
    });
  });

  describe('and then npm run report', () => {
    it('leaves out a decision that was made from other results, and says so', async () => {
      const folder = writeRun('changed');
      decideQuickly(folder);
      const results = madeUpStudyResults();
      results.run.command = 'npm run bench -- --seed 2';
      writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
      const again = await runProgram('report', [folder]);
      expect(again.exitCode).toBe(0);
      expect(again.stderr).toContain('decision.json was made from other results and is left out');
      expect(read(folder, 'report.md')).not.toContain('provisionally');
    });

    it('compares two runs and leaves the report of each alone', async () => {
      const before = read(run, 'report.md');
      const other = writeRun('other', (results) => {
        results.run.id = 'other-study';
      });
      const compared = await runProgram('report', [run, '--against', other]);
      expect(compared).toMatchObject({ exitCode: 0, stderr: '' });
      expect(compared.stdout).toContain('faster in 0, slower in 0');
      expect(read(run, 'against-other-study.md')).toContain('# Two runs compared');
      expect(read(run, 'report.md')).toBe(before);
      expect(readdirSync(other)).toEqual(['results.json']);
    });
  });
});
