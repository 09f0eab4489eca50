import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { restrictedStorages, writeResults } from '../research';
import { madeUpVerticaResults } from '../test-support/vertica-results';
import { temporaryFolder } from '../test-support/temporary-folder';
import { renderHtml, renderMarkdown } from '.';

const ROOT = join(__dirname, '..');

/** What holds figures; source code and its made-up fixtures hold none that were measured. */
const PUBLISHED = /\.(md|html|svg|json|jsonl|csv|tsv|txt|ipynb)$/;

/** A number in a unit of speed, size or time. */
const FIGURE =
  /\d\s*[kM]?\s*(?:(?:rows|marks)\/s|ms\b|µs\b|MiB\b|GiB\b|times (?:as|faster|slower))/;

const storages = z.looseObject({
  storages: z.array(
    z.looseObject({
      status: z.string(),
      name: z.string(),
      identity: z.looseObject({ engine: z.string() }).optional(),
    }),
  ),
});

function measuresVertica(text: string): boolean {
  try {
    const results = storages.safeParse(JSON.parse(text)).data;
    return results ? restrictedStorages(results as never).length > 0 : false;
  } catch {
    return false;
  }
}

/** Where a statement ends: with its line, its sentence or its element. */
const STATEMENT_END = /\n|(?<=\.)\s|<\/(?:tr|p|li|text|title|desc)>/;

/** A row of a Markdown or HTML table that begins with the name and has a cell with a number. */
const ROW = /^(?:\|\s*\**vertica.*\|\s*[\d.]|.*<tr[ >].*>vertica<.*<td[^>]*>(?:<[^>]*>)*[\d.])/i;

/**
 * The statements of a published text that give a figure of Vertica. What a client does before a test
 * double is no such figure, where the statement says so.
 */
function verticaFigures(text: string): readonly string[] {
  return text
    .split(STATEMENT_END)
    .filter((statement) => /vertica/i.test(statement) && !/double/i.test(statement))
    .filter((statement) => FIGURE.test(statement) || ROW.test(statement));
}

const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

describe('No file in Git', () => {
  it('has a name that is kept for restricted figures', () => {
    expect(tracked.length).toBeGreaterThan(200);
    expect(tracked.filter((file) => /\.restricted(\.|\/)/.test(file))).toEqual([]);
  });

  it('holds figures of Vertica', () => {
    const found = tracked
      .filter((file) => PUBLISHED.test(file))
      .flatMap((file) => {
        const text = readFileSync(join(ROOT, file), 'utf8');
        const lines = measuresVertica(text) ? ['results of a run'] : verticaFigures(text);
        return lines.map((line) => `${file}: ${line.slice(0, 200)}`);
      });
    expect(found).toEqual([]);
  });
});

describe('The search for figures of Vertica', () => {
  it('finds them in results and in every form of a report', async () => {
    const results = madeUpVerticaResults(1);
    const shown = { includeRestricted: true };
    expect(measuresVertica(JSON.stringify(results))).toBe(true);
    expect(verticaFigures(renderMarkdown(results, shown)).length).toBeGreaterThan(3);
    expect(verticaFigures(await renderHtml(results, shown)).length).toBeGreaterThan(0);
    expect(verticaFigures('Vertica took 12 ms, ClickHouse 20')).toHaveLength(1);
    expect(verticaFigures('the client sends 1.2 M rows/s to the Vertica double')).toEqual([]);
  });

  it('finds none in what a run with Vertica leaves to be published', async () => {
    const results = madeUpVerticaResults(1);
    const folder = temporaryFolder();
    writeResults(folder, results);
    expect(measuresVertica(readFileSync(join(folder, 'results.json'), 'utf8'))).toBe(false);
    expect(verticaFigures(renderMarkdown(results))).toEqual([]);
    expect(verticaFigures(await renderHtml(results))).toEqual([]);
  });
});
