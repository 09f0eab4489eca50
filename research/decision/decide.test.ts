import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  madeUpDurabilityCell,
  madeUpReadUnderInsertCell,
} from '../../test-support/made-up-study-cells';
import { madeUpStudyResults } from '../../test-support/study-fixture';
import type { Cell, Results } from '../results';
import { readCriteria } from './criteria';
import { decide } from './decide';
import { decisionSchema, type Decision, type DecisionOption } from './decision-schema';

const SHA256 = createHash('sha256').update('made up').digest('hex');
const CRITERIA = readCriteria();

function decisionOf(change: (results: Results) => void = () => undefined): Decision {
  const results = madeUpStudyResults();
  change(results);
  return decide({ results, sha256: SHA256 }, CRITERIA);
}

function optionOf(decision: Decision, id: string): DecisionOption {
  return decision.options.find((option) => option.id === id)!;
}

function gateOf(decision: Decision, id: string, name: string) {
  return optionOf(decision, id).gates.find(({ gate }) => gate === name)!;
}

/** Replaces the cells of one kind (and level) of ClickHouse; without `by` they are gone. */
function replaceCells(
  results: Results,
  matches: (cell: Cell) => boolean,
  by: readonly Cell[] = [],
): void {
  results.cells = [
    ...results.cells.filter((cell) => cell.storage !== 'clickhouse-embedded' || !matches(cell)),
    ...by,
  ];
}

const isPeak = (cell: Cell): boolean => cell.kind === 'read-under-insert' && cell.level === 'peak';

/** The embedded ClickHouse of the fixture, as a server with the same figures. */
function asServer(results: Results): void {
  const [clickhouse] = results.storages;
  if (clickhouse?.status === 'measured') clickhouse.identity.transport = 'http';
}

describe('A decision from embedded engines without Vertica', () => {
  const decision = decisionOf();

  it('chooses ClickHouse and no more than provisionally, and says so in its first line', () => {
    expect(decision.result).toMatchObject({ status: 'provisional', option: 'clickhouse' });
    expect(decision.firstLine).toMatch(/^ClickHouse, provisionally: Vertica was not measured \(/);
    expect(decision.firstLine).toContain('no Vertica server (set VERTICA_URL)');
    expect(decision.firstLine).toContain('not as a server');
    expect(decision.firstLine).toContain('published elsewhere');
    expect(decision.firstLine).not.toContain('\n');
  });

  it('holds every gate of the engine that was measured against its cells', () => {
    expect(
      optionOf(decision, 'clickhouse').gates.map(({ gate, status }) => [gate, status]),
    ).toEqual([
      ['right-answers', 'passed'],
      ['aggregates-under-load', 'passed'],
      ['sustained-peak', 'passed'],
      ['kill-loses-nothing', 'passed'],
      ['licence', 'passed'],
    ]);
    expect(gateOf(decision, 'clickhouse', 'aggregates-under-load').cells).toEqual([
      'read-under-insert.clickhouse-embedded.peak',
    ]);
  });

  it('shows nothing for and nothing against what was not measured', () => {
    const vertica = optionOf(decision, 'vertica');
    expect(vertica.evidence.status).toBe('not-measured');
    expect(vertica.score).toBeNull();
    expect(new Set(vertica.gates.map(({ status }) => status))).toEqual(new Set(['not-shown']));
  });

  it('is valid, and the same whenever it is made', () => {
    expect(decisionSchema.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
    expect(decisionOf()).toEqual(decision);
  });

  it('has no rival in production, and says over which weights it beats the reference', () => {
    expect(decision.sensitivity.production.status).toBe('no-rival');
    expect(decision.sensitivity.all).toMatchObject({ status: 'computed', rivals: ['duckdb'] });
  });

  it('names what was not measured and what would change it', () => {
    const missing = decision.notMeasured.join('\n');
    expect(missing).toContain('Vertica: no Vertica server');
    expect(missing).toContain('ClickHouse as a server');
    expect(missing).toContain('Power loss');
    expect(decision.wouldChange.join('\n')).toContain('Vertica, measured by the same run');
  });

  it('carries published figures with their source, apart from its own', () => {
    expect(decision.published.length).toBeGreaterThan(2);
    for (const { source, asOf } of decision.published) {
      expect(source).toMatch(/^https:\/\//);
      expect(asOf).not.toBe('');
    }
    const figures = decision.published.filter(({ claim }) => /\d/.test(claim));
    expect(figures.filter(({ claim }) => claim.includes('Vertica 7'))).toEqual([]);
  });
});

describe('A reference', () => {
  it('is never chosen, however good it is', () => {
    const decision = decisionOf((results) => {
      results.storages = results.storages.filter(({ name }) => name !== 'clickhouse-embedded');
      results.cells = results.cells.filter(({ storage }) => storage === 'duckdb');
      results.checks = results.checks.filter(({ storage }) => storage === 'duckdb');
    });
    expect(decision.result).toEqual({
      status: 'none',
      because: 'none of ClickHouse, Vertica was measured',
    });
    expect(decision.firstLine).toBe('No decision: none of ClickHouse, Vertica was measured.');
    expect(optionOf(decision, 'duckdb').score).toBe(100);
  });
});

describe('An engine measured as production reaches it', () => {
  it('stands for itself', () => {
    const decision = decisionOf(asServer);
    expect(optionOf(decision, 'clickhouse').evidence).toMatchObject({ standing: 'itself' });
    expect(decision.firstLine).not.toContain('not as a server');
  });

  it('is preferred to the same engine embedded', () => {
    const decision = decisionOf((results) => {
      const [clickhouse] = results.storages;
      if (clickhouse?.status !== 'measured') throw new Error('the fixture has changed');
      results.storages.push({
        ...clickhouse,
        name: 'clickhouse-server',
        identity: { ...clickhouse.identity, transport: 'http' },
      });
    });
    expect(optionOf(decision, 'clickhouse').evidence).toMatchObject({
      storage: 'clickhouse-server',
    });
  });

  it('is chosen without reserve when every production option was measured and every gate passed', () => {
    const results = madeUpStudyResults();
    asServer(results);
    const { criteria } = CRITERIA;
    const decision = decide(
      { results, sha256: SHA256 },
      {
        ...CRITERIA,
        criteria: { ...criteria, options: criteria.options.filter(({ id }) => id !== 'vertica') },
      },
    );
    expect(decision.result).toEqual({ status: 'chosen', option: 'clickhouse' });
    expect(decision.firstLine).toBe('ClickHouse: measured itself, and every gate passed.');
  });
});

describe('A gate', () => {
  it.each<[string, string, (results: Results) => void]>([
    [
      'right-answers',
      'a wrong answer',
      (results) => {
        results.checks[0]!.verdict = { status: 'wrong', difference: 'x' };
      },
    ],
    [
      'aggregates-under-load',
      'one aggregate over the limit',
      (results) => {
        replaceCells(results, isPeak, [
          madeUpReadUnderInsertCell('clickhouse-embedded', 'peak', {
            marksPerSecond: 4200,
            answerMs: 9_500,
          }),
        ]);
      },
    ],
    [
      'sustained-peak',
      'arrivals that it does not keep up with',
      (results) => {
        replaceCells(results, isPeak, [
          madeUpReadUnderInsertCell('clickhouse-embedded', 'peak', {
            marksPerSecond: 4200,
            answerMs: 50,
            keptUp: 0.9,
          }),
        ]);
      },
    ],
    [
      'kill-loses-nothing',
      'one torn batch',
      (results) => {
        replaceCells(results, ({ kind }) => kind === 'durability', [
          madeUpDurabilityCell('clickhouse-embedded', ['kept', 'torn']),
        ]);
      },
    ],
  ])('%s fails by %s, and then there is no decision', (gate, _, change) => {
    const decision = decisionOf(change);
    expect(gateOf(decision, 'clickhouse', gate).status).toBe('failed');
    expect(decision.result.status).toBe('none');
    expect(decision.firstLine).toContain(`ClickHouse fails the gate ${gate}`);
  });

  it.each<[string, (cell: Cell) => boolean]>([
    ['aggregates-under-load', isPeak],
    ['sustained-peak', isPeak],
    ['kill-loses-nothing', ({ kind }) => kind === 'durability'],
  ])('%s that was not tried is not shown, and named as open', (gate, matches) => {
    const decision = decisionOf((results) => {
      replaceCells(results, matches);
    });
    expect(gateOf(decision, 'clickhouse', gate).status).toBe('not-shown');
    expect(decision.firstLine).toMatch(new RegExp(`this run does not show .*${gate}`));
  });
});

describe('A score', () => {
  it('is the share of the best figure', () => {
    const duckdb = optionOf(decisionOf(), 'duckdb').figures['bytes-per-mark'];
    expect(duckdb).toMatchObject({ status: 'scored', value: 55, cells: ['size.duckdb'] });
    expect(duckdb?.status === 'scored' && duckdb.share).toBeCloseTo(17 / 55, 12);
  });

  it('is not given for a question that was answered wrongly', () => {
    const decision = decisionOf((results) => {
      const check = results.checks.find(
        ({ storage, question }) => storage === 'duckdb' && question === 'resume-point',
      )!;
      check.verdict = { status: 'wrong', difference: 'x' };
    });
    expect(optionOf(decision, 'duckdb').figures['lookups-warm-ms']).toEqual({
      status: 'not-measured',
      because: '2 of 3 lookup questions were measured and answered rightly',
    });
  });

  it('is the same for figures that the run does not tell apart', () => {
    const decision = decisionOf((results) => {
      const twins = results.cells.filter(({ kind }) => kind === 'insert-twin');
      for (const { outcome } of twins) {
        if (outcome.status !== 'measured' || !('visits' in outcome)) continue;
        // An A/A pair that differs by more than the engines do.
        for (const visit of outcome.visits) visit.elapsedMs *= 4;
      }
    });
    expect(optionOf(decision, 'clickhouse').figures['insert-rows-per-second']).toMatchObject({
      toldApart: false,
      share: 1,
    });
  });

  it('leaves a measure out for all where one has no figure, and gives its weight to the others', () => {
    const decision = decisionOf((results) => {
      results.cells = results.cells.filter(
        (cell) => cell.kind !== 'size' || cell.storage !== 'duckdb',
      );
    });
    expect(optionOf(decision, 'clickhouse').figures['bytes-per-mark']).toEqual({
      status: 'not-measured',
      because: 'not measured for every option, so it is not scored for any',
    });
    const weights = decision.scores.map(({ weight }) => weight);
    expect(decision.scores.find(({ measure }) => measure === 'bytes-per-mark')!.weight).toBe(0);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('Figures that may not be published', () => {
  it('decide nothing, and the first line says why', () => {
    const decision = decisionOf((results) => {
      results.storages = results.storages.map((row) =>
        row.name === 'vertica'
          ? {
              status: 'withheld' as const,
              name: 'vertica',
              engine: 'vertica',
              engineVersion: 'Vertica Analytic Database v25.2.0-0',
              reason: 'licence' as const,
              hasWrongAnswers: false,
            }
          : row,
      );
    });
    expect(optionOf(decision, 'vertica').evidence.status).toBe('withheld');
    expect(decision.firstLine).toContain('Vertica was measured and is withheld');
  });
});
