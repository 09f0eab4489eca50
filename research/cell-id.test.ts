import { describe, expect, it } from 'vitest';
import { cellId } from './cell-id';
import type { Cell } from './results';

const failed = { status: 'failed', reason: 'not of interest' } as const;

describe('The id of a cell', () => {
  it('names kind, storage and coordinates', () => {
    const insert = {
      kind: 'insert',
      storage: 'clickhouse-embedded',
      format: 'json-each-row',
      batchRows: 10_000,
      writers: 4,
      outcome: failed,
    } as const;
    expect(cellId(insert)).toBe('insert.clickhouse-embedded.json-each-row.10000.w4');
    expect(cellId({ ...insert, kind: 'insert-twin' })).toMatch(/^insert-twin\./);
    const cells: Cell[] = [
      { kind: 'read', storage: 'duckdb', question: 'resume-point', outcome: failed },
      { kind: 'read-under-insert', storage: 'duckdb', level: 'peak', outcome: failed },
      { kind: 'insert-under-read', storage: 'duckdb', analysts: 8, outcome: failed },
      { kind: 'size-growth', storage: 'duckdb', outcome: failed },
    ];
    expect(cells.map(cellId)).toEqual([
      'read.duckdb.resume-point',
      'read-under-insert.duckdb.peak',
      'insert-under-read.duckdb.8',
      'size-growth.duckdb',
    ]);
  });

  it('is fit for an address whatever the names hold', () => {
    const cell = { kind: 'size', storage: '<a> "b".\ud800 é', outcome: failed } as const;
    expect(cellId(cell)).toMatch(/^size\.[A-Za-z0-9_%-]+$/);
  });
});
