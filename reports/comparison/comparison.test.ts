import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../research';
import { madeUpStudyResults } from '../../test-support/study-fixture';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { renderComparison, writeComparison } from '..';
import { comparedCells } from './pair-cells';

/** The study again, with one storage's inserts and answers `factor` times as fast. */
function fasterStudy(storage: string, factor: number): Results {
  const results = madeUpStudyResults();
  results.run.id = 'another-study';
  for (const cell of results.cells) {
    if (cell.storage !== storage || cell.outcome.status !== 'measured') continue;
    if (cell.kind === 'insert' || cell.kind === 'insert-twin') {
      for (const visit of cell.outcome.visits) visit.elapsedMs /= factor;
      cell.outcome.rowsPerSecond.median *= factor;
    }
    if (cell.kind === 'read' || cell.kind === 'read-twin') {
      for (const asking of cell.outcome.warm) asking.elapsedMs /= factor;
      cell.outcome.warmMs.median /= factor;
    }
  }
  return results;
}

function statuses(first: Results, second: Results, storage: string): ReadonlySet<string> {
  return new Set(
    comparedCells(first, second)
      .pairs.filter((pair) => pair.storage === storage && pair.sort !== 'load')
      .map(({ verdict }) => verdict.status),
  );
}

describe('Two runs', () => {
  const study = madeUpStudyResults();

  it('that are the same show no difference anywhere', () => {
    const { pairs, onlyFirst, onlySecond } = comparedCells(study, madeUpStudyResults());
    expect(pairs.length).toBeGreaterThan(40);
    expect(new Set(pairs.map(({ verdict }) => verdict.status))).toEqual(
      new Set(['no-difference-shown']),
    );
    expect([...onlyFirst, ...onlySecond]).toEqual([]);
  });

  it('are told apart where one is faster, and only there', () => {
    const faster = fasterStudy('duckdb', 2);
    expect(statuses(faster, study, 'duckdb')).toEqual(new Set(['faster']));
    expect(statuses(study, faster, 'duckdb')).toEqual(new Set(['slower']));
    expect(statuses(faster, study, 'clickhouse-embedded')).toEqual(
      new Set(['no-difference-shown']),
    );
  });

  it('are not told apart by less than the noise of the noisier one', () => {
    const noisy = fasterStudy('duckdb', 1.25);
    for (const cell of noisy.cells) {
      if (cell.outcome.status !== 'measured') continue;
      if (cell.kind === 'insert-twin') {
        for (const visit of cell.outcome.visits) visit.elapsedMs *= 3;
      }
      if (cell.kind === 'read-twin') {
        for (const asking of cell.outcome.warm) asking.elapsedMs *= 3;
      }
    }
    expect(statuses(noisy, study, 'duckdb')).toEqual(new Set(['no-difference-shown']));
  });

  it('list what only one of them has measured', () => {
    const smaller = madeUpStudyResults();
    smaller.cells = smaller.cells.filter(({ storage }) => storage !== 'duckdb');
    const { onlyFirst, onlySecond } = comparedCells(study, smaller);
    expect(onlyFirst).toContain('read.duckdb.resume-point');
    expect(onlySecond).toEqual([]);
  });

  it('over different data are compared with a warning', () => {
    const other = madeUpStudyResults();
    other.dataset.contentHash = 'sha256:other';
    expect(renderComparison(study, other).replaceAll(/\s+/g, ' ')).toContain(
      'The runs are over different data',
    );
    expect(renderComparison(study, study)).not.toContain('different data');
  });

  it('are summed up in a terminal: how many cells differ, and which', () => {
    const text = renderComparison(fasterStudy('duckdb', 2), study).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/the first run is faster in \d+, slower in 0,/);
    expect(text).toContain('duckdb resume-point × 2.00');
    const widest = Math.max(
      ...renderComparison(fasterStudy('duckdb', 2), study)
        .split('\n')
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(100);
  });

  it('are written beside the first one under the name of the second, whatever that is', async () => {
    const folder = temporaryFolder();
    const second = fasterStudy('duckdb', 2);
    second.run.id = '../../etc/passwd <b>';
    const names = await writeComparison(folder, study, second);
    expect(readdirSync(folder).sort()).toEqual([names.html, names.markdown].sort());
    expect(names.markdown).toBe('against-------etc-passwd--b-.md');
    const html = readFileSync(join(folder, names.html), 'utf8');
    expect(html).toContain('../../etc/passwd &lt;b&gt;');
    expect(html).not.toContain('<b>&');
  });
});
