import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import unobtainable from './unobtainable.json';

const ROOT = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'viewmarks-skipping-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const LIVE = unobtainable['vertica-server'].suite;

/** What the gate makes of a run in which these files have these tests beside one that passed. */
function count(files: Readonly<Record<string, string>>, verticaUrl = '') {
  const statuses = Object.values(files);
  const report = {
    numPassedTests: 1,
    numFailedTests: 0,
    numPendingTests: statuses.filter((status) => status === 'skipped').length,
    numTodoTests: statuses.filter((status) => status === 'todo').length,
    testResults: Object.entries(files).map(([file, status]) => ({
      name: join(ROOT, file),
      status: 'passed',
      assertionResults: [{ status }],
    })),
  };
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, '.ci', 'count-tests.mjs'), file, '0'],
    { encoding: 'utf8', env: { ...process.env, VERTICA_URL: verticaUrl } },
  );
  return { status, stderr };
}

describe('The gate', () => {
  it('excuses the suite of what cannot be had, and says why', () => {
    expect(existsSync(join(ROOT, LIVE))).toBe(true);
    const { status, stderr } = count({ [LIVE]: 'skipped' });
    expect(status).toBe(0);
    expect(stderr).toContain(`1 tests not run: ${LIVE}: no Vertica server (set VERTICA_URL)`);
  });

  it.each([
    ['another suite', { 'loaders/contract/insert.test.ts': 'skipped' }, ''],
    ['another suite beside the excused one', { [LIVE]: 'skipped', 'api/a.test.ts': 'todo' }, ''],
    ['a suite of the same name elsewhere', { [`other/${LIVE}`]: 'skipped' }, ''],
    ['the excused suite when its server is named', { [LIVE]: 'skipped' }, 'vertica://a:b@c:5433/d'],
  ])('forbids to skip %s', (_, files, verticaUrl) => {
    const { status, stderr } = count(files, verticaUrl);
    expect(status).toBe(1);
    expect(stderr).toContain('1 tests were skipped, and skipping is forbidden here');
  });
});
