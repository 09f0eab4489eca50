import type {
  Check,
  Estimate,
  InsertCell,
  LoadCell,
  ReadCell,
  SizeCell,
  StorageRow,
} from '../research/results';
import { estimate } from '../research/statistics';
import { QUESTION_NAMES, type QuestionName } from '../schemas';

/**
 * MADE-UP FIGURES, for tests of the reports only: nothing here was ever measured. The shape is that
 * of a real run, and every estimate follows from its samples, as the reader of results.json demands.
 */

/** Where the median of a made-up figure lies, and by what share its samples scatter around it. */
interface MadeUp {
  readonly around: number;
  readonly scatter: number;
}

/** A multiplicative congruential generator (Lehmer, 48271): the same figures on every machine. */
export function makeNoise(seed: number): () => number {
  let state = (seed % 0x7ffffffe) + 1;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function scattered({ around, scatter }: MadeUp, count: number, noise: () => number): number[] {
  return Array.from({ length: count }, () => around * (1 + scatter * (noise() * 2 - 0.8)));
}

/** The estimate of a real run, with few resamples because a test should be quick. */
export function madeUpEstimate(samples: readonly number[]): Estimate {
  return estimate(samples, { resamples: 200, confidence: 0.95, seed: 1 });
}

const MIB = 1024 ** 2;

export function madeUpInsertCell(
  storage: string,
  format: string,
  batchRows: number,
  rowsPerSecond: number,
  { rounds = 5, encodeShare = 0.05, cores = 1.2 } = {},
): InsertCell {
  const noise = makeNoise(rowsPerSecond + batchRows);
  const batches = Math.max(1, Math.min(24, Math.round(200_000 / batchRows)));
  const samples = [];
  const visits = [];
  for (let round = 0; round < rounds; round += 1) {
    const elapsed = scattered(
      { around: (batchRows / rowsPerSecond) * 1000, scatter: 0.15 },
      batches,
      noise,
    );
    for (const elapsedMs of elapsed) {
      samples.push({
        round,
        order: round,
        writer: 0,
        rows: batchRows,
        elapsedMs,
        encodeMs: elapsedMs * encodeShare,
        serverMs: elapsedMs * (0.97 - encodeShare),
        wireBytes: batchRows * 61,
      });
    }
    const elapsedMs = elapsed.reduce((sum, ms) => sum + ms, 0);
    visits.push({
      round,
      rows: batchRows * batches,
      elapsedMs,
      generateMs: (batchRows * batches) / 5000,
      cpuMs: elapsedMs * cores,
      peakRssBytes: Math.round((300 + batchRows / 1000) * MIB),
    });
  }
  return {
    kind: 'insert',
    storage,
    format,
    batchRows,
    writers: 1,
    outcome: {
      status: 'measured',
      samples,
      visits,
      rowsPerSecond: madeUpEstimate(visits.map((visit) => (visit.rows / visit.elapsedMs) * 1000)),
      rowsPerCpuSecond: madeUpEstimate(visits.map((visit) => (visit.rows / visit.cpuMs) * 1000)),
      batchMs: madeUpEstimate(samples.map((sample) => sample.elapsedMs)),
      encodeMs: madeUpEstimate(samples.map((sample) => sample.encodeMs)),
    },
  };
}

export function madeUpReadCell(
  storage: string,
  question: QuestionName,
  warmMs: number,
  { rounds = 5, warmPerRound = 6 } = {},
): ReadCell {
  const noise = makeNoise(Math.round(warmMs * 1000) + question.length);
  const first = scattered({ around: warmMs * 3, scatter: 0.2 }, rounds, noise);
  const warm = scattered({ around: warmMs, scatter: 0.25 }, rounds * warmPerRound, noise);
  return {
    kind: 'read',
    storage,
    question,
    outcome: {
      status: 'measured',
      firstTouch: first.map((elapsedMs, round) => ({ round, parameters: {}, elapsedMs })),
      warm: warm.map((elapsedMs, at) => ({
        round: Math.floor(at / warmPerRound),
        parameters: {},
        elapsedMs,
      })),
      firstTouchMs: madeUpEstimate(first),
      warmMs: madeUpEstimate(warm),
      cpuMsPerAnswer: warmMs * 1.6,
      peakRssBytes: 412 * MIB,
    },
  };
}

export function madeUpLoadCell(storage: string, format: string, rowsPerSecond: number): LoadCell {
  const elapsedMs = (1_000_000 / rowsPerSecond) * 1000;
  return {
    kind: 'load',
    storage,
    format,
    batchRows: 100_000,
    writers: 1,
    outcome: {
      status: 'measured',
      rows: 1_000_000,
      elapsedMs,
      generateMs: 210,
      encodeMs: elapsedMs * 0.05,
      serverMs: elapsedMs * 0.92,
      cpuMs: elapsedMs * 1.3,
      wireBytes: 61_000_000,
      settleMs: 140,
      settleCpuMs: 160,
      peakRssBytes: 388 * MIB,
    },
  };
}

const COLUMN_SHARES = {
  mark_id: 0.62,
  user_id: 0.07,
  film_id: 0.02,
  position_s: 0.11,
  event_time: 0.14,
  platform: 0.01,
};

export function madeUpSizeCell(storage: string, bytesPerMark: number, byColumn: boolean): SizeCell {
  const bytes = Math.round(bytesPerMark * 1_000_000);
  return {
    kind: 'size',
    storage,
    outcome: {
      status: 'measured',
      rows: 1_000_000,
      bytes,
      bytesPerMark: bytes / 1_000_000,
      columns: byColumn
        ? Object.entries(COLUMN_SHARES).map(([column, share]) => ({
            table: 'view_marks',
            column,
            bytes: Math.round(bytes * share),
          }))
        : [],
    },
  };
}

export function madeUpChecks(storage: string, perQuestion: number): Check[] {
  return QUESTION_NAMES.flatMap((question) =>
    Array.from({ length: perQuestion }, (_, asking) => ({
      question,
      parameters: { asking },
      storage,
      when: 'loaded' as const,
      marks: 1_000_000,
      rows: 20,
      answerHash: `${question}-${asking}`,
      verdict: { status: 'right' as const },
    })),
  );
}

export function madeUpStorage(
  name: string,
  engine: string,
  transport: string,
): Extract<StorageRow, { status: 'measured' }> {
  return {
    status: 'measured',
    name,
    identity: {
      engine,
      engineVersion: engine === 'null' ? '0.1.0' : '26.7.1.1',
      transport,
      client: `${engine}-client 1.2.3`,
      url: `${engine}:./data/${name}`,
      settings: engine === 'clickhouse' ? { async_insert: '0', max_insert_threads: '1' } : {},
    },
    openMs: 38,
    rssAfterOpenBytes: 210 * MIB,
  };
}
