import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  RESTRICTED_RESULTS_FILE,
  RESULTS_FILE,
  resultsSchema,
  withholdRestricted,
  writeResults,
} from '../research';
import { temporaryFolder } from '../test-support/temporary-folder';
import { madeUpVerticaResults } from '../test-support/vertica-results';
import {
  readResults,
  renderCharts,
  renderHtml,
  renderMarkdown,
  renderTerminal,
  type ReportOptions,
  writeReport,
} from '.';

const ROOT = join(__dirname, '..');

async function everyForm(speed: number, options?: ReportOptions): Promise<Record<string, string>> {
  const results = madeUpVerticaResults(speed);
  return {
    terminal: renderTerminal(results, options),
    markdown: renderMarkdown(results, options),
    html: await renderHtml(results, options),
    ...Object.fromEntries(await renderCharts(results, options)),
  };
}

/** Which of these paths Git would not take. */
function ignoredOf(paths: readonly string[]): readonly string[] {
  return execFileSync('git', ['check-ignore', '--no-index', ...paths], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((line) => line !== '');
}

describe('Figures of Vertica', () => {
  it('change nothing in any form of the report, however great they are', async () => {
    const slow = await everyForm(1);
    const fast = await everyForm(3);
    expect(Object.keys(slow).length).toBeGreaterThan(6);
    for (const [form, text] of Object.entries(slow)) {
      expect(fast[form] === text, form).toBe(true);
    }
  });

  it('are in every form when they are asked for, under a warning', async () => {
    const slow = await everyForm(1, { includeRestricted: true });
    const fast = await everyForm(3, { includeRestricted: true });
    for (const [form, text] of Object.entries(slow)) {
      expect(fast[form] === text, form).toBe(false);
    }
    for (const form of ['terminal', 'markdown', 'html']) {
      expect(slow[form]).toContain('Not to be published.');
    }
  });

  it('are said to be withheld, where they would stand and among what is missing', () => {
    const text = renderTerminal(madeUpVerticaResults(1));
    expect(text).toContain('Measured, withheld: vertica.');
    const markdown = renderMarkdown(madeUpVerticaResults(1));
    expect(markdown).toMatch(/^\| vertica \| measured, withheld: licence \| - \|/m);
    expect(markdown).toMatch(
      /^\| vertica \| Vertica Analytic Database v99\.0\.0-0 \| measured, withheld: licence \|$/m,
    );
    expect(markdown).not.toContain('It was not measured in this run.');
  });

  it('leave a warning behind when an answer was wrong', () => {
    const results = madeUpVerticaResults(1);
    results.run.status = 'wrong-answers';
    results.checks.find(({ storage }) => storage === 'vertica')!.verdict = {
      status: 'wrong',
      difference: 'row 1, marks: expected 7, got 8',
    };
    const folder = temporaryFolder();
    writeResults(folder, results);
    const markdown = renderMarkdown(readResults(folder));
    expect(markdown).toContain('**Wrong answers**, given by vertica, whose figures are withheld.');
    expect(markdown).not.toContain('got 8');
    // The warning cannot be edited away.
    const text = readFileSync(join(folder, RESULTS_FILE), 'utf8');
    writeFileSync(join(folder, RESULTS_FILE), text.replace('"wrong-answers"', '"complete"'));
    expect(() => readResults(folder)).toThrow(/run\.status: is "complete", but vertica has wrong/);
  });

  it('are refused when they claim another version than a server has, wherever they are read', () => {
    const results = madeUpVerticaResults(1);
    const folder = temporaryFolder();
    for (const engineVersion of ['TEST DOUBLE', '24.1', 'Vertica Analytic Database TEST DOUBLE']) {
      const storage = results.storages.at(-1)!;
      if (storage.status === 'measured') storage.identity.engineVersion = engineVersion;
      expect(resultsSchema.safeParse(results).success).toBe(false);
      writeFileSync(join(folder, RESULTS_FILE), JSON.stringify(results));
      expect(() => readResults(folder)).toThrow(/storages\[3\]\.identity\.engineVersion: /);
    }
  });

  it('are withheld under another label', () => {
    const results = madeUpVerticaResults(1);
    const storage = results.storages.at(-1)!;
    if (storage.status === 'measured') storage.identity.engine = 'clickhouse';
    const open = withholdRestricted(results);
    expect(open.storages.at(-1)!.status).toBe('withheld');
    expect(open.cells.filter(({ storage: name }) => name === 'vertica')).toEqual([]);
  });
});

describe('The files of a run with figures of Vertica', () => {
  it('hold them only under names that Git ignores', async () => {
    const results = madeUpVerticaResults(1);
    const folder = temporaryFolder();
    writeResults(folder, results);
    await writeReport(folder, readResults(folder));
    await writeReport(folder, readResults(folder, { includeRestricted: true }), {
      includeRestricted: true,
    });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    const restricted = files.filter((file) => file.includes('.restricted'));
    expect(restricted.length).toBe(files.length / 2);
    // Wherever the user put the run, also beside the committed ones.
    const inRuns = (file: string): string => join('reports', 'runs', 'x', file);
    expect(ignoredOf(files.map(inRuns))).toEqual(restricted.map(inRuns));

    const open = files.filter((file) => !restricted.includes(file));
    const other = temporaryFolder();
    writeResults(other, madeUpVerticaResults(3));
    await writeReport(other, readResults(other));
    for (const file of open) {
      const [ours, theirs] = [folder, other].map((run) => readFileSync(join(run, file)));
      expect(ours!.equals(theirs!), file).toBe(true);
    }
    expect(readResults(folder)).toEqual(withholdRestricted(results));
    expect(readResults(folder, { includeRestricted: true })).toEqual(results);
  });

  it('keep the journal of an interrupted run out of Git, which holds all that was measured', () => {
    const journal = join('reports', 'runs', 'x', 'journal.jsonl');
    expect(ignoredOf([journal, join('reports', 'runs', 'x', 'results.json')])).toEqual([journal]);
  });

  it('give nothing away when the restricted file takes the name of the open one', async () => {
    const folder = temporaryFolder();
    writeResults(folder, madeUpVerticaResults(1));
    renameSync(join(folder, RESTRICTED_RESULTS_FILE), join(folder, RESULTS_FILE));
    const results = readResults(folder);
    expect(results).toEqual(withholdRestricted(madeUpVerticaResults(3)));
    await writeReport(folder, results);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe(
      renderMarkdown(madeUpVerticaResults(1)),
    );
  });

  it('cannot be shown where the restricted file is not', () => {
    const folder = join(temporaryFolder(), 'run');
    mkdirSync(folder);
    writeFileSync(
      join(folder, RESULTS_FILE),
      JSON.stringify(withholdRestricted(madeUpVerticaResults(1))),
    );
    expect(() => readResults(folder, { includeRestricted: true })).toThrow(
      /^--include-restricted: there is no results\.restricted\.json in /,
    );
  });
});
