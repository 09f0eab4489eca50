import type {
  CapacityCell,
  DurabilityCell,
  InsertTwinCell,
  InsertUnderReadCell,
  Latency,
  ReadGrowthCell,
  ReadTwinCell,
  ReadUnderInsertCell,
  SizeGrowthCell,
} from '../research/results';
import { median, MIN_SAMPLES, percentile } from '../research/statistics';
import { questionDefinition, QUESTION_NAMES, type QuestionName } from '../schemas';
import { madeUpEstimate, madeUpInsertCell, madeUpReadCell, makeNoise } from './made-up-cells';

/**
 * MADE-UP FIGURES, for tests of decisions and reports only: nothing here was ever measured. Cells of
 * the scenarios in which more than one thing goes on; see made-up-cells.ts for the others.
 */

const MIB = 1024 ** 2;

function madeUpLatency(values: readonly number[]): Latency {
  return {
    count: values.length,
    p50: median(values),
    p95: values.length >= MIN_SAMPLES.p95 ? percentile(values, 0.95) : null,
    p99: values.length >= MIN_SAMPLES.p99 ? percentile(values, 0.99) : null,
    max: Math.max(...values),
  };
}

/** The A/A cell of {@link madeUpInsertCell}, which came out `ratio` times as fast. */
export function madeUpInsertTwin(
  storage: string,
  format: string,
  batchRows: number,
  rowsPerSecond: number,
  ratio: number,
): InsertTwinCell {
  const cell = madeUpInsertCell(storage, format, batchRows, rowsPerSecond * ratio);
  return { ...cell, kind: 'insert-twin' };
}

/** The A/A cell of {@link madeUpReadCell}, which came out `ratio` times as slow. */
export function madeUpReadTwin(
  storage: string,
  question: QuestionName,
  warmMs: number,
  ratio: number,
): ReadTwinCell {
  return { ...madeUpReadCell(storage, question, warmMs * ratio), kind: 'read-twin' };
}

const BATCHES = 30;
const BATCH_EVERY_MS = 500;

/** Thirty batches and sixty askings on a schedule of fifteen seconds. */
export function madeUpReadUnderInsertCell(
  storage: string,
  level: ReadUnderInsertCell['level'],
  {
    marksPerSecond,
    answerMs,
    keptUp = 1,
  }: { marksPerSecond: number; answerMs: number; keptUp?: number },
): ReadUnderInsertCell {
  const noise = makeNoise(Math.round(answerMs * 100) + marksPerSecond);
  const isQuiet = marksPerSecond === 0;
  const scheduledMs = BATCHES * BATCH_EVERY_MS;
  const arrivals = Array.from({ length: isQuiet ? 0 : BATCHES }, (_, at) => ({
    dueMs: at * BATCH_EVERY_MS,
    waitMs: 1 + noise(),
    elapsedMs: 20 + 10 * noise(),
  }));
  const askings = Array.from({ length: 6 * QUESTION_NAMES.length }, (_, at) => {
    const question = QUESTION_NAMES[at % QUESTION_NAMES.length]!;
    const isAggregate = questionDefinition(question).kind === 'aggregate';
    return {
      question,
      parameters: {},
      dueMs: at * 250,
      waitMs: 2 * noise(),
      elapsedMs: (isAggregate ? answerMs : answerMs / 5) * (0.8 + 0.4 * noise()),
    };
  });
  const responses = (kind: 'aggregate' | 'lookup'): number[] =>
    askings
      .filter(({ question }) => questionDefinition(question).kind === kind)
      .map(({ waitMs, elapsedMs }) => waitMs + elapsedMs);
  const service = arrivals.map(({ elapsedMs }) => elapsedMs);
  return {
    kind: 'read-under-insert',
    storage,
    level,
    outcome: {
      status: 'measured',
      marksPerSecond,
      format: 'arrow',
      batchRows: (marksPerSecond * BATCH_EVERY_MS) / 1000,
      batchEveryMs: isQuiet ? 0 : BATCH_EVERY_MS,
      askEveryMs: 250,
      scheduledMs,
      elapsedMs: scheduledMs + 40,
      rowsBefore: 10_000_000,
      rowsAfter: 10_000_000 + (marksPerSecond * scheduledMs) / 1000,
      arrivals,
      askings,
      answers: { given: askings.length, compared: askings.length / 2, wrong: 0 },
      inserts: isQuiet
        ? null
        : {
            rowsPerSecond: marksPerSecond * keptUp,
            responseMs: madeUpLatency(arrivals.map(({ waitMs, elapsedMs }) => waitMs + elapsedMs)),
            serviceMs: madeUpLatency(service),
            correctedMs: madeUpLatency(service),
          },
      questions: QUESTION_NAMES.map((question) => {
        const own = askings.filter((asking) => asking.question === question);
        return {
          question,
          responseMs: madeUpEstimate(own.map(({ waitMs, elapsedMs }) => waitMs + elapsedMs)),
          serviceMs: madeUpEstimate(own.map(({ elapsedMs }) => elapsedMs)),
        };
      }),
      aggregatesMs: madeUpLatency(responses('aggregate')),
      lookupsMs: madeUpLatency(responses('lookup')),
      cpuMs: 9_000,
      peakRssBytes: 500 * MIB,
    },
  };
}

/** Five visits of ten batches of 100,000 rows. */
export function madeUpInsertUnderReadCell(
  storage: string,
  analysts: number,
  rowsPerSecond: number,
): InsertUnderReadCell {
  const noise = makeNoise(rowsPerSecond + analysts);
  const visits = Array.from({ length: 5 }, (_, round) => ({
    round,
    rows: 1_000_000,
    elapsedMs: (1_000_000 / rowsPerSecond) * 1000 * (0.9 + 0.2 * noise()),
    cpuMs: 1_500,
    answers: analysts * 25,
    peakRssBytes: 600 * MIB,
  }));
  const samples = visits.flatMap(({ round, elapsedMs }) =>
    Array.from({ length: 10 }, () => ({ round, elapsedMs: elapsedMs / 10 })),
  );
  return {
    kind: 'insert-under-read',
    storage,
    analysts,
    outcome: {
      status: 'measured',
      format: 'arrow',
      batchRows: 100_000,
      samples,
      visits,
      answers: { given: analysts * 125, compared: analysts * 60, wrong: 0 },
      rowsPerSecond: madeUpEstimate(visits.map((visit) => (visit.rows / visit.elapsedMs) * 1000)),
      answersPerSecond: madeUpEstimate(
        visits.map((visit) => (visit.answers / visit.elapsedMs) * 1000),
      ),
      batchMs: madeUpEstimate(samples.map(({ elapsedMs }) => elapsedMs)),
    },
  };
}

/** A question over a tenth of the marks, and over all ten million. */
export function madeUpReadGrowthCell(
  storage: string,
  question: QuestionName,
  warmMs: number,
  exponent: number,
): ReadGrowthCell {
  const noise = makeNoise(Math.round(warmMs * 10) + question.length);
  const points = [1_000_000, 10_000_000].map((rows) => {
    const samplesMs = Array.from(
      { length: 20 },
      () => warmMs * (rows / 10_000_000) ** exponent * (0.9 + 0.2 * noise()),
    );
    return {
      rows,
      viewerFilmPairs: Math.round(rows / 85),
      samplesMs,
      warmMs: madeUpEstimate(samplesMs),
    };
  });
  return {
    kind: 'read-growth',
    storage,
    question,
    outcome: {
      status: 'measured',
      points,
      exponent,
      low: exponent - 0.05,
      high: exponent + 0.05,
      lastExponent: exponent,
    },
  };
}

export function madeUpSizeGrowthCell(storage: string, bytesPerMark: number): SizeGrowthCell {
  return {
    kind: 'size-growth',
    storage,
    outcome: {
      status: 'measured',
      points: [1_000_000, 10_000_000].map((rows) => ({
        rows,
        viewerFilmPairs: Math.round(rows / 85),
        bytes: rows * bytesPerMark,
      })),
      exponent: 1,
      lastExponent: 1,
    },
  };
}

export function madeUpDurabilityCell(
  storage: string,
  verdicts: readonly DurabilityTrialVerdict[],
): DurabilityCell {
  const trials = verdicts.map((verdict, trial) => ({
    trial,
    acknowledgedBatches: 7 + trial,
    storedRows: (7 + trial) * 100_000,
    verdict,
    resentOnce: true,
    recoveryMs: 120 + 5 * trial,
  }));
  return {
    kind: 'durability',
    storage,
    format: 'arrow',
    batchRows: 100_000,
    outcome: {
      status: 'measured',
      trials,
      recoveryMs: madeUpEstimate(trials.map(({ recoveryMs }) => recoveryMs)),
    },
  };
}

type MeasuredDurability = Extract<DurabilityCell['outcome'], { status: 'measured' }>;
export type DurabilityTrialVerdict = MeasuredDurability['trials'][number]['verdict'];

export function madeUpCapacityCell(storage: string, bytesPerMark: number): CapacityCell {
  const marks = 60_000_000 * 1095;
  const bytes = marks * bytesPerMark;
  return {
    kind: 'capacity',
    storage,
    inputs: {
      marksPerDay: 60_000_000,
      peakMarksPerSecond: 4200,
      keptDays: 1095,
      shards: 2,
      replicas: 2,
      diskFillLimit: 0.7,
      insertHeadroom: 5,
      aggregateLimitMs: 10_000,
    },
    outcome: {
      status: 'derived',
      from: {
        bytesPerMark: { cell: `size.${storage}`, value: bytesPerMark },
        rowsPerSecond: { cell: `insert.${storage}.native.100000.w1`, value: 2_000_000 },
      },
      marks,
      bytes,
      bytesPerNode: bytes / 2,
      diskPerNodeBytes: bytes / 2 / 0.7,
      diskAllNodesBytes: (bytes / 2 / 0.7) * 4,
      bytesPerDay: 60_000_000 * bytesPerMark,
      peakRowsPerSecondPerNode: 2100,
      insertHeadroom: 2_000_000 / 2100,
      insertHeadroomIsEnough: true,
      answers: (['most-watched-films', 'resume-point'] as const).map((question) => ({
        question,
        cell: `read.${storage}.${question}`,
        measuredMs: question === 'resume-point' ? 2.3 : 48,
        measuredRows: 10_000_000,
        exponent: question === 'resume-point' ? 0.1 : 0.9,
        extrapolatedMs: question === 'resume-point' ? 5.2 : 71_000,
        extrapolatedBy: 3285,
      })),
    },
  };
}
