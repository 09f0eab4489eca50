import { describe, expect, it } from 'vitest';
import {
  madeUpHostileResults,
  madeUpResults,
  madeUpSmallResults,
  madeUpWrongResults,
} from '../test-support/results-fixture';
import { renderMarkdown } from '.';

function tablesOf(markdown: string): string[][] {
  return markdown
    .split('\n\n')
    .map((block) => block.split('\n'))
    .filter(([first]) => first?.startsWith('|'));
}

/** Cells of a table's line: pipes that are not escaped part them. */
function cellsOf(line: string): string[] {
  return line.split(/(?<!\\)\|/).slice(1, -1);
}

describe('The report as Markdown', () => {
  it('shows a small run’s headline and inserts like this', () => {
    const tables = tablesOf(renderMarkdown(madeUpSmallResults()));
    expect(tables.slice(0, 2).map((lines) => lines.join('\n'))).toMatchInlineSnapshot(`
      [
        "| Storage | Best insert, rows/s | Rows per CPU-second | Bytes per mark | Aggregates, warm ms | Lookups, warm ms | Peak memory |
      | :-- | --: | --: | --: | --: | --: | --: |
      | duckdb-embedded | 480 k [474 k, 485 k]<br>appender, batches of 10,000 | 400 k [395 k, 404 k] | 30.0 | 7.27 | - | 412 MiB |",
        "| Storage | Format | Batch, rows | Rows/s | Rows per CPU-second | Batch p50, ms | p95, ms | p99, ms | Encode share |
      | :-- | :-- | --: | --: | --: | --: | --: | --: | --: |
      | **duckdb-embedded** | <a id="insert.duckdb-embedded.appender.10000.w1"></a>appender | 10,000 | 480 k [474 k, 485 k] | 400 k [395 k, 404 k] | 21.0 | 23.1 | 23.6 | 5.0 % |",
      ]
    `);
  });

  it('has every part that a decision needs, in this order', () => {
    const headings = renderMarkdown(madeUpResults()).match(/^## .*$/gm);
    expect(headings).toEqual([
      '## The decision',
      '## In short',
      '## Inserts',
      '## Time split and load',
      '## Reads',
      '## Size on disk',
      '## What the figures tell apart',
      '## Verification',
      '## Not measured',
      '## How to read this',
      '## What these numbers do not say',
      '## Conditions of the run',
      '## How to reproduce',
    ]);
  });

  it('gives no time for a question that was answered wrongly', () => {
    const row = tablesOf(renderMarkdown(madeUpWrongResults()))
      .flat()
      .find((line) => line.includes('read.duckdb-embedded.most-watched-films'))!;
    expect(
      cellsOf(row)
        .slice(2)
        .map((cell) => cell.trim()),
    ).toEqual(['**wrong answer**', '-', '-', '-', '-']);
  });

  it('names everything that another person needs to repeat the run', () => {
    const markdown = renderMarkdown(madeUpResults());
    const { run, dataset, storages } = madeUpResults();
    for (const text of [run.command, run.gitCommit!, dataset.contentHash, storages[0]!.name]) {
      expect(markdown).toContain(text);
    }
    expect(markdown).toContain(`git checkout ${run.gitCommit!}\nnpm install\n${run.command}`);
  });

  it('does not send a reader to a commit that is not what was run', () => {
    const results = madeUpResults();
    results.run.gitDirty = true;
    const markdown = renderMarkdown(results);
    expect(markdown).not.toContain('git checkout');
    expect(markdown).toContain('with changes that were not committed');
  });

  it('says that Vertica was not measured, unless it was', () => {
    const results = madeUpResults();
    expect(renderMarkdown(results)).toContain('**Vertica.** It was not measured in this run.');
    const [storage] = results.storages;
    if (storage?.status === 'measured') storage.identity.engine = 'vertica';
    expect(renderMarkdown(results)).not.toContain('**Vertica.**');
  });

  it.each([
    ['of the usual names', madeUpResults()],
    ['with wrong answers', madeUpWrongResults()],
    ['with hostile names', madeUpHostileResults()],
  ])('keeps every table in its columns: a run %s', (_, results) => {
    const tables = tablesOf(renderMarkdown(results));
    expect(tables.length).toBeGreaterThan(10);
    for (const lines of tables) {
      const columns = cellsOf(lines[0]!).length;
      expect(lines.map((line) => cellsOf(line).length)).toEqual(lines.map(() => columns));
    }
  });

  it('lets no name or reason become markup, HTML, a link or a picture', () => {
    const markdown = renderMarkdown(madeUpHostileResults());
    const prose = markdown
      .replace(/^(`{3,})text\n[^]*?\n\1$/gm, '')
      .replace(/(?<![\\`])(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '')
      .replace(/^!\[[^\]]*\]\(charts\/[a-z-]+\.svg\)$/gm, '')
      .replace(/<a id="[\w.%-]+"><\/a>/g, '');
    expect(prose.replaceAll('<br>', '')).not.toContain('<');
    expect(prose).not.toMatch(/(?<!\\)\]\(/);
    expect(prose).not.toMatch(/https?:\/\/|www\./);
    expect(prose).not.toContain('\u001b');
  });

  it('keeps a difference of several lines in one block of code, even one with fences in it', () => {
    const markdown = renderMarkdown(madeUpHostileResults());
    const block = /^````text\n([^]*?)\n````$/m.exec(markdown);
    expect(block?.[1]).toContain('<script>alert(1)</script>');
    expect(block?.[1]?.split('\n').filter((line) => line === '```')).toHaveLength(4);
  });
});
