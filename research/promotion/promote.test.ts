import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { madeUpInsertCell } from '../../test-support/made-up-cells';
import { madeUpStudyResults } from '../../test-support/study-fixture';
import { type Criteria, decide, type HashedCriteria, readCriteria } from '../decision';
import type { Results } from '../results';
import { promote, type Promotion } from './promote';
import type { RefusalName } from './refusals';

const SHA256 = createHash('sha256').update('made up').digest('hex');
const HASHED = readCriteria();

function criteriaWith(promotion: Partial<Criteria['promotion']>): HashedCriteria {
  const { criteria } = HASHED;
  return {
    ...HASHED,
    criteria: { ...criteria, promotion: { ...criteria.promotion, ...promotion } },
  };
}

function promotionOf(
  results: Results,
  {
    accepted = [],
    criteria = HASHED,
  }: { accepted?: RefusalName[]; criteria?: HashedCriteria } = {},
): Promotion {
  const decision = decide({ results, sha256: SHA256 }, criteria);
  return promote(
    {
      results,
      resultsSha256: SHA256,
      decision,
      decidedAgain: decision,
      decisionSha256: SHA256,
    },
    criteria,
    new Set(accepted),
  );
}

function promoted(promotion: Promotion) {
  if (promotion.status !== 'promoted') throw new Error(`not promoted: ${promotion.status}`);
  return promotion.promoted;
}

function refusalNames(promotion: Promotion): readonly string[] {
  return promotion.status === 'refused' ? promotion.refusals.map(({ refusal }) => refusal) : [];
}

/** Only these insert cells of ClickHouse: [format, batch rows, rows/s]. */
function withInserts(...inserts: (readonly [string, number, number])[]): Results {
  const results = madeUpStudyResults();
  const { cells } = results;
  results.cells = [
    ...cells.filter(({ kind, storage }) => kind !== 'insert' || storage !== 'clickhouse-embedded'),
    ...inserts.map(([format, batchRows, rate]) =>
      madeUpInsertCell('clickhouse-embedded', format, batchRows, rate),
    ),
  ];
  return results;
}

describe('A promotion', () => {
  it('takes a format that production has, not the fastest of the embedded engine', () => {
    const { loader, evidence } = promoted(promotionOf(madeUpStudyResults()));
    expect(loader).toEqual({
      engine: 'clickhouse',
      transport: 'http',
      format: 'native',
      batchRows: 100_000,
      writers: 1,
    });
    expect(evidence).toMatchObject({
      storage: 'clickhouse-embedded',
      standing: 'same-engine',
      cell: 'insert.clickhouse-embedded.native.100000.w1',
    });
  });

  it('takes the smallest batch whose interval reaches 95 % of the best', () => {
    const results = withInserts(
      ['native', 1_000, 500_000],
      ['native', 10_000, 1_960_000],
      ['native', 100_000, 2_000_000],
    );
    expect(promoted(promotionOf(results)).loader.batchRows).toBe(10_000);
    const strict = criteriaWith({ shareOfBest: 1 });
    const narrow = withInserts(['native', 10_000, 1_000_000], ['native', 100_000, 2_000_000]);
    expect(promoted(promotionOf(narrow, { criteria: strict })).loader.batchRows).toBe(100_000);
  });

  it('looks only at batches whose slow ones stay within the bound, also for what is best', () => {
    // 1,000,000 rows at 2 M/s take 500 ms a batch, 100,000 at 1 M/s take 100 ms.
    const results = withInserts(['native', 100_000, 1_000_000], ['native', 1_000_000, 2_000_000]);
    const found = promoted(promotionOf(results, { criteria: criteriaWith({ batchMsBound: 200 }) }));
    expect(found.loader.batchRows).toBe(100_000);
    expect(found.expected.batchMs.slow).toBeLessThanOrEqual(200);
    expect(found.expected.batchMs.bound).toBe(200);
    expect(promoted(promotionOf(results)).loader.batchRows).toBe(1_000_000);
  });

  it('says how the slow batches were told, by p95 or by the slowest of a few', () => {
    const many = promoted(promotionOf(withInserts(['native', 10_000, 1_000_000])));
    expect(many.expected.batchMs.slowIs).toBe('p95');
    const few = promoted(promotionOf(withInserts(['native', 100_000, 1_000_000])));
    expect(few.expected.batchMs).toMatchObject({ slowIs: 'slowest', samples: 10 });
  });

  it('holds the expectation, its reasons and what it does not promise', () => {
    const { expected, reasons, overridden, run } = promoted(promotionOf(madeUpStudyResults()));
    const { low, median, high, confidence } = expected.rowsPerSecond;
    expect(low).toBeLessThanOrEqual(median);
    expect(high).toBeGreaterThanOrEqual(median);
    expect(confidence).toBe(0.95);
    expect(reasons.join(' ')).toContain('95 %');
    expect(reasons.join(' ')).toContain('promises no rate of a server');
    expect(overridden).toEqual([]);
    expect(run).toMatchObject({ id: 'made-up-study', marks: 10_000_000, resultsSha256: SHA256 });
  });

  it('is impossible where nothing was measured in a format that production has', () => {
    expect(promotionOf(withInserts(['arrow', 100_000, 2_000_000]))).toMatchObject({
      status: 'impossible',
      because: expect.stringContaining('native, json-each-row') as unknown,
    });
    const slow = criteriaWith({ batchMsBound: 1 });
    expect(promotionOf(madeUpStudyResults(), { criteria: slow })).toMatchObject({
      status: 'impossible',
      because: expect.stringContaining('within 1 ms') as unknown,
    });
  });
});

describe('A promotion is refused', () => {
  it.each<[RefusalName, (results: Results) => void]>([
    [
      'failed-verification',
      ({ run, checks }) => {
        run.status = 'wrong-answers';
        checks.find(({ storage }) => storage === 'duckdb')!.verdict = {
          status: 'wrong',
          difference: 'x',
        };
      },
    ],
    [
      'run-too-small',
      ({ dataset }) => {
        dataset.rows = 9_999_999;
      },
    ],
    [
      'gates-open',
      (results) => {
        results.cells = results.cells.filter(({ kind }) => kind !== 'durability');
      },
    ],
  ])('for %s, and goes through when that is accepted, which is recorded', (name, change) => {
    const results = madeUpStudyResults();
    change(results);
    const refused = promotionOf(results);
    expect(refusalNames(refused)).toEqual([name]);
    const { overridden } = promoted(promotionOf(results, { accepted: [name] }));
    expect(overridden.map(({ refusal }) => refusal)).toEqual([name]);
    expect(overridden[0]!.why).not.toBe('');
  });

  it('without a production engine; accepted, the reference is promoted as what it is', () => {
    const results = madeUpStudyResults();
    results.storages = results.storages.filter(({ name }) => name !== 'clickhouse-embedded');
    results.cells = results.cells.filter(({ storage }) => storage === 'duckdb');
    results.checks = results.checks.filter(({ storage }) => storage === 'duckdb');
    expect(refusalNames(promotionOf(results))).toEqual(['no-production-engine']);
    const { loader } = promoted(promotionOf(results, { accepted: ['no-production-engine'] }));
    expect(loader).toMatchObject({ engine: 'duckdb', transport: 'embedded', format: 'appender' });
  });

  it('for all reasons at once, and accepting one leaves the others', () => {
    const results = madeUpStudyResults();
    results.dataset.rows = 5;
    results.cells = results.cells.filter(({ kind }) => kind !== 'durability');
    expect(refusalNames(promotionOf(results))).toEqual(['run-too-small', 'gates-open']);
    expect(refusalNames(promotionOf(results, { accepted: ['run-too-small'] }))).toEqual([
      'gates-open',
    ]);
  });

  it.each([
    ['results.json', { resultsSha256: 'f'.repeat(64) }],
    ['criteria.json', { criteriaSha256: 'f'.repeat(64) }],
    ['decision.json', { firstLine: 'ClickHouse, because I say so.' }],
  ] as const)('when %s is not what the decision was made from', (file, change) => {
    const results = madeUpStudyResults();
    const decidedAgain = decide({ results, sha256: SHA256 }, HASHED);
    const decision = { ...decidedAgain, ...('resultsSha256' in change ? {} : change) };
    const resultsSha256 = 'resultsSha256' in change ? change.resultsSha256 : SHA256;
    const promotion = promote(
      { results, resultsSha256, decision, decidedAgain, decisionSha256: SHA256 },
      HASHED,
    );
    expect(refusalNames(promotion)).toEqual(['edited-files']);
    expect(promotion.status === 'refused' && promotion.refusals[0]!.why).toContain(file);
  });
});
