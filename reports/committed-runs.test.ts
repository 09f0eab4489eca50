import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DECISION_FILE, jsonText, readDecision, readHashedResults } from '../commands/run-files';
import { decide, readCriteria } from '../research';
import { readResults, renderDecision, writeReport } from './index';

const RUNS = join(__dirname, 'runs');
const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
const INDEX = readFileSync(join(__dirname, 'README.md'), 'utf8');

/** What a run has besides its report. */
const OTHER_FILES = ['results.json', DECISION_FILE, 'decision.md'];

const runs = readdirSync(RUNS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !OTHER_FILES.includes(name))
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
    const decision = readDecision(committed)?.decision;
    await writeReport(rendered, readResults(committed), { ...(decision && { decision }) });
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
    expect(INDEX).toContain(`(runs/${name}/report.md)`);
  });

  it.each(runs)('%s has no decision, or the one that it and the criteria lead to', (name) => {
    const folder = join(RUNS, name);
    if (readDecision(folder) === undefined) {
      expect(INDEX).not.toContain(`(runs/${name}/decision.md)`);
      return;
    }
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    const decision = decide(readHashedResults(folder), readCriteria());
    expect(read(DECISION_FILE) === jsonText(decision), DECISION_FILE).toBe(true);
    expect(read('decision.md')).toBe(renderDecision(decision));
    expect(INDEX).toContain(`(runs/${name}/decision.md)`);
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
