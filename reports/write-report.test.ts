import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  emptyResults,
  madeUpHostileResults,
  madeUpResults,
  madeUpSmallResults,
} from '../test-support/results-fixture';
import { temporaryFolder } from '../test-support/temporary-folder';
import { renderCharts, renderHtml, renderMarkdown, writeReport } from '.';

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('Writing a report', () => {
  it('leaves the two reports and the charts that the Markdown shows, and no other file', async () => {
    const folder = temporaryFolder();
    await writeReport(folder, madeUpResults());
    const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
    const shown = [...markdown.matchAll(/^!\[.*\]\((.*)\)$/gm)].map(([, path]) => path);
    expect(shown).toHaveLength(5);
    expect(filesOf(folder)).toEqual([...shown, 'report.html', 'report.md'].sort());
  });

  it('replaces an older report', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'report.html'), 'old');
    const results = madeUpSmallResults();
    await writeReport(folder, results);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(await renderHtml(results));
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe(renderMarkdown(results));
  });

  it('that fails leaves no temporary file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'report.html', 'in-the-way'), { recursive: true });
    await expect(writeReport(folder, madeUpSmallResults())).rejects.toThrow(/EISDIR|ENOTEMPTY/);
    expect(filesOf(folder).filter((name) => !/\.(svg|md)$/.test(name))).toEqual([]);
  });
});

describe('Charts', () => {
  it('are left out when the run has no figures for them', async () => {
    expect([...(await renderCharts(emptyResults())).keys()]).toEqual([]);
    const withoutReads = madeUpResults();
    withoutReads.cells = withoutReads.cells.filter(({ kind }) => kind !== 'read');
    expect([...(await renderCharts(withoutReads)).keys()]).toEqual([
      'best-inserts',
      'insert-throughput',
      'size-by-column',
    ]);
    expect(renderMarkdown(withoutReads)).not.toContain('warm-latency.svg');
  });

  it('are the same bytes every time, and draw no warning from their library', async () => {
    const warn = vi.spyOn(console, 'warn');
    const first = await renderCharts(madeUpHostileResults());
    expect(await renderCharts(madeUpHostileResults())).toEqual(first);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('bring no text of a run into their markup', async () => {
    for (const [name, svg] of await renderCharts(madeUpHostileResults())) {
      expect(svg, name).not.toMatch(/<script|<img|onerror="/);
      expect(svg, name).not.toContain('\u001b');
    }
  });

  it('show figures of 0 in the table alone where their scale is logarithmic', async () => {
    const results = madeUpSmallResults();
    for (const cell of results.cells) {
      if (cell.kind !== 'read' || cell.outcome.status !== 'measured') continue;
      Object.assign(cell.outcome.warmMs, { median: 0, low: 0, high: 0 });
    }
    const charts = await renderCharts(results);
    expect([...charts.keys()]).not.toContain('warm-latency');
    expect([...charts.values()].join('')).not.toContain('NaN');
  });
});
