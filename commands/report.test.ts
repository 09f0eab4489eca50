import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderCharts, renderHtml, renderMarkdown, renderTerminal } from '../reports';
import { type Ended, runProgram } from '../test-support/run-program';
import { madeUpHostileResults, madeUpSmallResults } from '../test-support/results-fixture';
import { temporaryFolder } from '../test-support/temporary-folder';

function report(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return runProgram('report', args, { env });
}

function runFolder(name: string): string {
  const folder = join(temporaryFolder(), name);
  mkdirSync(folder);
  return folder;
}

describe('npm run report', () => {
  it('writes the same bytes in any process, time zone and language', async () => {
    const results = madeUpHostileResults();
    const text = JSON.stringify(results);
    const settings = [
      { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
      { TZ: 'America/Los_Angeles', LANG: 'C', LC_ALL: 'C' },
    ];
    const folders = settings.map((_, at) => runFolder(`run-${at}`));
    for (const folder of folders) writeFileSync(join(folder, 'results.json'), text);
    const ended = await Promise.all(folders.map((folder, at) => report([folder], settings[at])));
    expect(ended.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      settings.map(() => ({ exitCode: 0, stderr: '' })),
    );
    const charts = await renderCharts(results);
    const html = await renderHtml(results);
    for (const [at, folder] of folders.entries()) {
      const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
      expect(read('results.json') === text, 'results.json').toBe(true);
      expect(read('report.html') === html, 'report.html').toBe(true);
      expect(read('report.md') === renderMarkdown(results), 'report.md').toBe(true);
      for (const [name, svg] of charts) {
        expect(read(join('charts', `${name}.svg`)) === svg, name).toBe(true);
      }
      expect(ended[at]!.stdout.startsWith(renderTerminal(results))).toBe(true);
    }
  });

  it('refuses a folder without results with one line and exit code 2, and writes nothing', async () => {
    const folder = runFolder('empty');
    const ended = await report([folder]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/^error: .*results\.json: there is no such file; .*\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses an edited figure with one line that names its place', async () => {
    const folder = runFolder('edited');
    const results = madeUpSmallResults();
    results.run.status = 'wrong-answers';
    writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
    const ended = await report([folder]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('results.json at run.status: ');
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['results.json']);
  });

  it('explains itself with --help, and asks for the folder when there is none', async () => {
    const [help, bare] = await Promise.all([report(['--help']), report([])]);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: report RUN_DIR');
    expect(bare).toMatchObject({ exitCode: 2, stdout: '' });
    expect(bare.stderr).toContain("missing required argument 'RUN_DIR'");
  });
});
