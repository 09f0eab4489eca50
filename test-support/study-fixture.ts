import type { Cell, Results } from '../research/results';
import { QUESTION_NAMES } from '../schemas';
import {
  madeUpChecks,
  madeUpInsertCell,
  madeUpLoadCell,
  madeUpReadCell,
  madeUpSizeCell,
  madeUpStorage,
} from './made-up-cells';
import {
  madeUpCapacityCell,
  madeUpDurabilityCell,
  madeUpInsertTwin,
  madeUpInsertUnderReadCell,
  madeUpReadGrowthCell,
  madeUpReadTwin,
  madeUpReadUnderInsertCell,
  madeUpSizeGrowthCell,
} from './made-up-study-cells';
import { emptyResults } from './results-fixture';

/** MADE-UP FIGURES, for tests of decisions and reports only: nothing here was ever measured. */

const PEAK = 4200;

interface MadeUpEngine {
  readonly storage: string;
  /** Rates at batches of 100,000 rows, by format. */
  readonly rates: Readonly<Record<string, number>>;
  readonly answerMs: number;
  readonly bytesPerMark: number;
}

function studyCells({ storage, rates, answerMs, bytesPerMark }: MadeUpEngine): Cell[] {
  const formats = Object.entries(rates);
  const [best, bestRate] = formats[0]!;
  const warmMs = (at: number): number => answerMs * (1 + at / 10);
  return [
    ...formats.flatMap(([format, rate]) => [
      madeUpInsertCell(storage, format, 1_000, rate / 12),
      madeUpInsertCell(storage, format, 10_000, rate / 2),
      madeUpInsertCell(storage, format, 100_000, rate),
      madeUpInsertCell(storage, format, 1_000_000, rate * 1.01),
    ]),
    ...[2, 4].map((writers) => ({
      ...madeUpInsertCell(storage, best, 100_000, bestRate * (1 + writers / 20)),
      writers,
    })),
    madeUpInsertTwin(storage, best, 100_000, bestRate, 1.03),
    madeUpLoadCell(storage, best, bestRate),
    ...QUESTION_NAMES.map((question, at) => madeUpReadCell(storage, question, warmMs(at))),
    madeUpReadTwin(storage, QUESTION_NAMES[0]!, warmMs(0), 1.02),
    ...QUESTION_NAMES.map((question, at) =>
      madeUpReadGrowthCell(storage, question, warmMs(at), 0.3 + at / 20),
    ),
    madeUpSizeCell(storage, bytesPerMark, true),
    madeUpSizeGrowthCell(storage, bytesPerMark),
    madeUpReadUnderInsertCell(storage, 'quiet', { marksPerSecond: 0, answerMs }),
    madeUpReadUnderInsertCell(storage, 'peak', { marksPerSecond: PEAK, answerMs: answerMs * 1.4 }),
    madeUpReadUnderInsertCell(storage, 'half-maximum', {
      marksPerSecond: bestRate / 2,
      answerMs: answerMs * 6,
    }),
    ...[0, 1, 4, 8].map((analysts) =>
      madeUpInsertUnderReadCell(storage, analysts, bestRate / (1 + analysts / 3)),
    ),
    madeUpDurabilityCell(storage, ['kept', 'kept-and-in-flight', 'kept', 'kept', 'kept']),
    madeUpCapacityCell(storage, bytesPerMark),
  ];
}

/** A whole made-up study of ten million marks: embedded ClickHouse and DuckDB measured, Vertica not run. */
export function madeUpStudyResults(): Results {
  const results = emptyResults();
  results.run.id = 'made-up-study';
  results.dataset.rows = 10_000_000;
  results.phases = ['insert', 'load', 'read'].map((name, at) => ({
    name,
    startedAt: `2026-01-02T03:0${4 + at}:05.000Z`,
    elapsedMs: 30_000,
    disturbance: { stealShare: 0.001, othersShare: 0.004 },
  }));
  results.storages.push(
    madeUpStorage('clickhouse-embedded', 'clickhouse', 'embedded'),
    madeUpStorage('duckdb', 'duckdb', 'embedded'),
    {
      status: 'not-run',
      name: 'vertica',
      url: '',
      reason: 'no Vertica server (set VERTICA_URL)',
    },
  );
  results.checks.push(...madeUpChecks('clickhouse-embedded', 12), ...madeUpChecks('duckdb', 12));
  results.cells.push(
    ...studyCells({
      storage: 'clickhouse-embedded',
      rates: { arrow: 2_100_000, native: 2_000_000, 'json-each-row': 300_000 },
      answerMs: 40,
      bytesPerMark: 17,
    }),
    ...studyCells({
      storage: 'duckdb',
      rates: { appender: 2_300_000, csv: 600_000 },
      answerMs: 70,
      bytesPerMark: 55,
    }),
  );
  return results;
}
