import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => [text].flat().join(''));

const output = z.object({
  output_type: z.string(),
  name: z.string().optional(),
  text: lines.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

const cell = z.object({
  cell_type: z.enum(['code', 'markdown']),
  source: lines,
  execution_count: z.number().nullish(),
  outputs: z.array(output).default([]),
});

const notebook = z
  .object({ cells: z.array(cell) })
  .parse(JSON.parse(readFileSync(join(__dirname, 'ice_cream_rating.ipynb'), 'utf8')));

const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code');

describe('The notebook', () => {
  it('was executed from the first cell to the last, without an error or a warning', () => {
    expect(code.map(({ execution_count: count }) => count)).toEqual(code.map((_, at) => at + 1));
    const outputs = code.flatMap((found) => found.outputs);
    const faults = outputs.filter(
      ({ output_type: type, name }) => type === 'error' || name === 'stderr',
    );
    expect(faults).toEqual([]);
    const plots = outputs.filter(({ data }) => data !== undefined && 'image/png' in data);
    expect(plots.length).toBeGreaterThanOrEqual(4);
  });

  it('computes with the functions that the Spark job has', () => {
    const source = code.map((found) => found.source).join('\n');
    const imported = /from rating_job import \(([^)]*)\)/.exec(source)![1]!;
    const names = imported.split(',').flatMap((name) => name.trim() || []);
    expect(names).toContain('product_totals');
    const job = readFileSync(join(__dirname, 'spark', 'rating_job.py'), 'utf8');
    for (const name of names) {
      expect(job).toMatch(new RegExp(`^(def ${name}\\(|class ${name}:|${name} = )`, 'm'));
    }
  });

  it('ends with conclusions whose every figure is in the outputs', () => {
    const last = notebook.cells.at(-1)!;
    expect(last.cell_type).toBe('markdown');
    expect(last.source).toMatch(/^## Conclusions/);
    const printed = code
      .flatMap((found) => found.outputs)
      .map(({ text }) => text ?? '')
      .join('');
    const figures = last.source.match(/\d+\.\d+/g)!;
    expect(figures.length).toBeGreaterThan(10);
    expect(figures.filter((figure) => !printed.includes(figure))).toEqual([]);
  });

  it('names no folder of the machine it ran on', () => {
    expect(JSON.stringify(notebook)).not.toMatch(/\/(home|root|tmp|work|usr)\//);
  });
});
