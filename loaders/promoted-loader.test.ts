import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test-support/temporary-folder';
import { type PromotedLoader, promotedLoaderSchema, readPromotedLoader } from './promoted-loader';

/** MADE-UP FIGURES: nothing here was ever measured. */
function madeUpPromotion(): PromotedLoader {
  return {
    schemaVersion: 1,
    run: {
      id: 'made-up-run',
      finishedAt: '2026-01-02T03:06:10.000Z',
      gitCommit: null,
      marks: 10_000_000,
      resultsSha256: 'a'.repeat(64),
      decisionSha256: 'b'.repeat(64),
    },
    loader: {
      engine: 'clickhouse',
      transport: 'http',
      format: 'native',
      batchRows: 100_000,
      writers: 1,
    },
    evidence: {
      storage: 'clickhouse-embedded',
      engineVersion: '26.7.1',
      client: 'chdb 3.4.0',
      transport: 'embedded',
      standing: 'same-engine',
      cell: 'insert/clickhouse-embedded/native/100000/1',
    },
    expected: {
      rowsPerSecond: { median: 2e6, low: 1.9e6, high: 2.1e6, confidence: 0.95 },
      batchMs: { median: 50, slow: 60, slowIs: 'p95', samples: 25, bound: 1000 },
    },
    reasons: ['The smallest batch that reaches 95 % of the best rate.'],
    overridden: [],
  };
}

function write(content: string): string {
  const file = join(temporaryFolder(), 'promoted.json');
  writeFileSync(file, content);
  return file;
}

describe('A promoted loader', () => {
  it('is read back as it was written', () => {
    const promotion = madeUpPromotion();
    expect(readPromotedLoader(write(JSON.stringify(promotion)))).toEqual(promotion);
  });

  it('that is not there is a line that says how to make it', () => {
    const file = join(temporaryFolder(), 'promoted.json');
    expect(() => readPromotedLoader(file)).toThrow(
      `${file}: there is no such file; write it again with: npm run promote -- RUN_DIR`,
    );
  });

  it('that is no JSON is refused', () => {
    expect(() => readPromotedLoader(write('{'))).toThrow('is not JSON');
  });

  it.each([
    ['schemaVersion', { schemaVersion: 2 }],
    ['loader.batchRows', { loader: { ...madeUpPromotion().loader, batchRows: 0 } }],
    ['loader.engine', { loader: { ...madeUpPromotion().loader, engine: 'null' } }],
    ['run.resultsSha256', { run: { ...madeUpPromotion().run, resultsSha256: 'abc' } }],
    ['reasons', { reasons: [] }],
  ])('with a bad %s is refused by that name', (path, change) => {
    const file = write(JSON.stringify({ ...madeUpPromotion(), ...change }));
    expect(() => readPromotedLoader(file)).toThrow(`${file} at ${path}: `);
  });

  it('holds no field that its schema does not name', () => {
    expect(promotedLoaderSchema.safeParse({ ...madeUpPromotion(), note: 'x' }).success).toBe(false);
  });
});
