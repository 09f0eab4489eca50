import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readResults, writeReport } from './index';

const RUNS = join(__dirname, 'runs');
const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
const INDEX = readFileSync(join(RUNS, 'README.md'), 'utf8');

const runs = readdirSync(RUNS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => name !== 'results.json')
    .sort();
}

describe('The committed runs', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'viewmarks-committed-runs-'));
  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  it.each(runs)('%s is, byte for byte, what its results.json renders to', async (name) => {
    const committed = join(RUNS, name);
    const rendered = join(scratch, name);
    await writeReport(rendered, readResults(committed));
    expect(filesBelow(rendered)).toEqual(filesBelow(committed));
    const stale = filesBelow(committed).filter(
      (file) => !readFileSync(join(rendered, file)).equals(readFileSync(join(committed, file))),
    );
    expect(stale).toEqual([]);
  });

  it.each(runs)('%s is complete, answered everything right and is in the index', (name) => {
    const { run, checks } = readResults(join(RUNS, name));
    expect(run.status).toBe('complete');
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ verdict }) => verdict.status !== 'right')).toEqual([]);
    expect(INDEX).toContain(`(${name}/report.md)`);
  });

  it('stand behind every line of the headline in the README', () => {
    const block = /<!-- headline: (\S+) -->\n([\s\S]*?)<!-- headline: end -->/.exec(README);
    const [, name, headline] = block!;
    const lines = headline!.split('\n').filter((line) => line.startsWith('| '));
    expect(lines.length).toBeGreaterThan(3);
    const report = readFileSync(join(RUNS, name!, 'report.md'), 'utf8').split('\n');
    expect(lines.filter((line) => !report.includes(line))).toEqual([]);
  });
});
