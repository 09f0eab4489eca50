import {
  type Cell,
  type ReadCell,
  type Results,
  RESULTS_SCHEMA_VERSION,
} from '../research/results';
import { QUESTION_NAMES, type QuestionName } from '../schemas';
import {
  madeUpChecks,
  madeUpInsertCell,
  madeUpLoadCell,
  madeUpReadCell,
  madeUpSizeCell,
  madeUpStorage,
} from './made-up-cells';

/** MADE-UP FIGURES, for tests of the reports only: nothing here was ever measured. */

/** A run without storages, checks and cells. */
export function emptyResults(): Results {
  return {
    schemaVersion: RESULTS_SCHEMA_VERSION,
    run: {
      id: 'made-up-run',
      status: 'complete',
      startedAt: '2026-01-02T03:04:05.000Z',
      finishedAt: '2026-01-02T03:06:10.000Z',
      command: 'npm run bench -- --rows 1000000 --seed 1',
      viewmarksVersion: '0.1.0',
      gitCommit: '0123456789abcdef0123456789abcdef01234567',
      gitDirty: false,
      resumedAt: [],
    },
    environment: {
      cpuModel: 'Made-up CPU @ 2.00GHz',
      cores: 2,
      memoryBytes: 24 * 1024 ** 3,
      os: 'Linux 6.1.0 x64',
      node: '20.20.2',
      loadAverageAtStart: 0.12,
      loadAverageAtEnd: 1.87,
      disturbance: { stealShare: 0.001, othersShare: 0.004 },
      memory: { peakTotalRssBytes: 1_181_116_006, sampledEveryMs: 250, samples: 503 },
    },
    phases: [],
    settings: {
      scenarios: ['insert', 'read', 'size'],
      rounds: 5,
      seed: 1,
      insertRowsPerVisit: 200_000,
      insertBatchesPerVisit: 24,
      insertMsPerVisit: 1500,
      insertWarmUpRows: 20_000,
      insertBatchMsLimit: 4000,
      drawsPerQuestion: 8,
      warmAskingsPerVisit: 12,
      minWarmAskingsPerVisit: 3,
      readMsPerVisit: 600,
      bootstrapResamples: 2000,
      confidence: 0.95,
    },
    dataset: {
      seed: 1,
      rows: 1_000_000,
      options: { films: 20_000, markEveryS: 10, lateShare: 0.01 },
      films: 20_000,
      viewers: 8_421,
      viewerFilmPairs: 12_034,
      firstEventTime: '2025-12-01T00:00:00.000Z',
      lastEventTime: '2025-12-31T23:59:59.000Z',
      contentHash: 'sha256:6ec0ffee6ec0ffee6ec0ffee6ec0ffee6ec0ffee6ec0ffee6ec0ffee6ec0ffee',
      generateRowsPerSecond: 5_120_000,
    },
    storages: [],
    checks: [],
    cells: [],
  };
}

const WARM_MS = {
  'most-watched-films': 48,
  'unfinished-films': 55,
  'stop-moments': 6.1,
  'resume-point': 2.3,
  'viewer-history': 9.8,
  'marks-per-day': 7.4,
  'unique-viewers-per-day': 19,
  'completion-by-genre': 61,
  'platform-by-hour': 11,
  'marks-of-unknown-films': 15,
} satisfies Record<QuestionName, number>;

function madeUpCells(
  storage: string,
  inserts: readonly (readonly [format: string, at100k: number, encodeShare: number])[],
  slowness: number,
): Cell[] {
  return [
    ...inserts.flatMap(([format, at100k, encodeShare]) => [
      madeUpInsertCell(storage, format, 1000, at100k / 12, { encodeShare }),
      madeUpInsertCell(storage, format, 10_000, at100k / 2.6, { encodeShare }),
      madeUpInsertCell(storage, format, 100_000, at100k, { encodeShare }),
    ]),
    ...inserts
      .slice(0, 1)
      .map(([format, at100k]) => madeUpLoadCell(storage, format, at100k * 1.05)),
    ...QUESTION_NAMES.map((question) =>
      madeUpReadCell(storage, question, WARM_MS[question] * slowness),
    ),
  ];
}

/** A whole made-up run: measured and failed cells, a storage not run, small samples; all answers right. */
export function madeUpResults(): Results {
  const results = emptyResults();
  results.storages.push(
    madeUpStorage('clickhouse-embedded', 'clickhouse', 'embedded'),
    madeUpStorage('duckdb-embedded', 'duckdb', 'embedded'),
    madeUpStorage('null', 'null', 'none'),
    {
      status: 'not-run',
      name: 'vertica',
      url: 'vertica://dbadmin@vertica.example:5433/db',
      reason: 'nothing answers at vertica.example:5433 (ECONNREFUSED)',
    },
  );
  results.checks.push(
    ...madeUpChecks('clickhouse-embedded', 12),
    ...madeUpChecks('duckdb-embedded', 12),
  );
  results.cells.push(
    ...madeUpCells(
      'clickhouse-embedded',
      [
        ['arrow', 3_420_000, 0.02],
        ['native-file', 1_500_000, 0.12],
        ['json-lines', 370_000, 0.4],
      ],
      1,
    ),
    madeUpSizeCell('clickhouse-embedded', 21.8, true),
    ...madeUpCells('duckdb-embedded', [['appender', 1_180_000, 0.3]], 1.35),
    madeUpSizeCell('duckdb-embedded', 33.4, false),
    {
      kind: 'insert',
      storage: 'duckdb-embedded',
      format: 'json-lines',
      batchRows: 1000,
      writers: 1,
      outcome: { status: 'skipped', reason: 'one batch would take longer than 4,000 ms' },
    },
    madeUpInsertCell('null', 'native', 100_000, 21_000_000, { rounds: 2, encodeShare: 0.9 }),
    {
      kind: 'insert',
      storage: 'null',
      format: 'json-lines',
      batchRows: 100_000,
      writers: 1,
      outcome: { status: 'failed', reason: 'the process ended with signal SIGKILL' },
    },
  );
  return results;
}

/** The made-up run with one wrong answer, and one question that failed on one storage. */
export function madeUpWrongResults(): Results {
  const results = madeUpResults();
  results.run.status = 'wrong-answers';
  const wrong = results.checks.find((check) => check.storage === 'duckdb-embedded')!;
  wrong.verdict = {
    status: 'wrong',
    difference: 'row 3, completion: expected 0.512, got 0.498\nrow 4 is missing',
  };
  const failing = results.cells.find(
    (cell): cell is ReadCell => cell.kind === 'read' && cell.question === 'resume-point',
  )!;
  failing.outcome = { status: 'failed', reason: 'ENGINE: Code 241, memory limit exceeded' };
  return results;
}

/** One storage with one insert, one question and its size: small enough to read whole. */
export function madeUpSmallResults(): Results {
  const results = emptyResults();
  results.storages.push(madeUpStorage('duckdb-embedded', 'duckdb', 'embedded'));
  results.checks.push(
    ...madeUpChecks('duckdb-embedded', 2).filter(({ question }) => question === 'marks-per-day'),
  );
  results.cells.push(
    madeUpInsertCell('duckdb-embedded', 'appender', 10_000, 500_000),
    madeUpReadCell('duckdb-embedded', 'marks-per-day', 8, { rounds: 2, warmPerRound: 2 }),
    madeUpSizeCell('duckdb-embedded', 30, false),
  );
  return results;
}

/** What a text of results.json could hold to break out of its place in a terminal, a table or a page. */
export const HOSTILE_TEXTS = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"\'`|](javascript:alert(1)) ![x](http://evil.example/x.png) </td></table> www.evil.example',
  '\u001b[31mred\u001b]8;;http://evil.example\u0007link\u001b[2J \u202egnp.exe\u202c\r\nnew line\u0000',
  'a-very-long-name-without-any-place-to-break-it-'.repeat(5),
  '視聴の印を保つ倉庫の名前🎬🎬 \ud800 lone surrogate',
] as const;

function replaceStrings(value: unknown, replacement: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return replacement.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item, replacement));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, replaceStrings(item, replacement)]),
  );
}

/** The wrong made-up run, in which names, formats, reasons and facts are hostile texts. */
export function madeUpHostileResults(): Results {
  const results = madeUpWrongResults();
  const [markup, markdown, terminal, long, wide] = HOSTILE_TEXTS;
  const replacement = new Map<string, string>([
    ['clickhouse-embedded', markup],
    ['duckdb-embedded', long],
    ['null', wide],
    ['vertica', terminal],
    ['arrow', markdown],
    ['native-file', long],
    ['json-lines', terminal],
    [results.run.command, markdown],
    [results.run.id, markup],
    [results.environment.cpuModel, terminal],
    [results.environment.os, markdown],
    ['mark_id', markup],
    ['user_id', long],
  ]);
  // Engine names stay: they are what tells that the engine `null` stores nothing.
  const renamed = replaceStrings(results, replacement) as Results;
  renamed.storages.forEach((storage, at) => {
    const original = results.storages[at]!;
    if (storage.status === 'measured' && original.status === 'measured') {
      storage.identity.engine = original.identity.engine;
      storage.identity.url = markdown;
      storage.identity.settings = { [markup]: terminal };
    } else if (storage.status === 'not-run') {
      storage.reason = markup;
      storage.url = markdown;
    }
  });
  for (const { outcome } of renamed.cells) {
    if (outcome.status === 'failed') outcome.reason = markdown;
    if (outcome.status === 'skipped') outcome.reason = terminal;
  }
  for (const { verdict } of renamed.checks) {
    if (verdict.status === 'wrong') verdict.difference = HOSTILE_TEXTS.join('\n```\n');
  }
  return renamed;
}
