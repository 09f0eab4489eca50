import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RESTRICTED_RESULTS_FILE, writeResults } from '../research';
import { temporaryFolder } from '../test-support/temporary-folder';
import { madeUpVerticaResults } from '../test-support/vertica-results';

interface Ended {
  readonly exitCode: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function report(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['-r', 'ts-node/register', join(__dirname, 'report.ts'), ...args],
      { maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ exitCode: error ? error.code : child.exitCode, stdout, stderr });
      },
    );
  });
}

describe('npm run report of a run with figures of Vertica', () => {
  it('withholds them unless --include-restricted asks, and then writes files that Git ignores', async () => {
    const folder = temporaryFolder();
    writeResults(folder, madeUpVerticaResults(1));

    const open = await report(folder);
    expect(open).toMatchObject({ exitCode: 0, stderr: '' });
    expect(open.stdout).toContain('measured, withheld: licence');
    expect(readdirSync(folder).sort()).toEqual([
      'charts',
      'report.html',
      'report.md',
      'results.json',
      RESTRICTED_RESULTS_FILE,
    ]);
    const openReport = readFileSync(join(folder, 'report.md'), 'utf8');

    const all = await report(folder, '--include-restricted');
    expect(all).toMatchObject({ exitCode: 0, stderr: '' });
    expect(all.stdout).toContain('Not to be published.');
    expect(all.stdout).toContain(join(folder, 'report.restricted.html'));
    const restricted = readFileSync(join(folder, 'report.restricted.md'), 'utf8');
    expect(restricted).toContain('](charts.restricted/');
    expect(restricted).not.toContain('](charts/');
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe(openReport);

    rmSync(join(folder, RESTRICTED_RESULTS_FILE));
    const gone = await report(folder, '--include-restricted');
    expect(gone).toMatchObject({ exitCode: 2, stdout: '' });
    expect(gone.stderr).toMatch(
      /^error: --include-restricted: there is no results\.restricted\.json/,
    );
  });
});
