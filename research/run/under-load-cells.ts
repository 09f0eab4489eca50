import { questionDefinition, type QuestionName } from '../../schemas';
import type {
  DueTimes,
  InsertUnderReadResult,
  ReadUnderInsertResult,
} from '../processes/concurrent-calls';
import type { Asking } from '../processes/storage-calls';
import type { InsertUnderReadCell, ReadUnderInsertCell } from '../results';
import { seedFor } from '../seeded-random';
import { estimate } from '../statistics';
import { BOOTSTRAP } from './bench-plan';
import { correctedLatencyOf, latencyOf } from './latency';
import type { LoadLevel } from './load-levels';
import { roundedMs } from './rounded-ms';

type MeasuredRead = Extract<ReadUnderInsertCell['outcome'], { status: 'measured' }>;
type MeasuredInsert = Extract<InsertUnderReadCell['outcome'], { status: 'measured' }>;
type Answers = MeasuredRead['answers'];

/** Format and batch of what arrives on a level, and when it is asked. */
export interface LevelSetting {
  readonly level: Extract<LoadLevel, { status: 'planned' }>;
  readonly format: string;
  readonly askEveryMs: number;
  /** In the order in which they were asked, over and over. */
  readonly askings: readonly Asking[];
  readonly rowsBefore: number;
  readonly seed: number;
}

const responseOf = ({ waitMs, elapsedMs }: { waitMs: number; elapsedMs: number }): number =>
  waitMs + elapsedMs;

function insertsOf(
  { arrivals }: ReadUnderInsertResult,
  { batchRows, everyMs }: LevelSetting['level'],
): MeasuredRead['inserts'] {
  const last = arrivals.at(-1);
  if (!last) return null;
  const service = arrivals.map(({ elapsedMs }) => elapsedMs);
  const seconds = (last.dueMs + responseOf(last)) / 1_000;
  return {
    rowsPerSecond: (arrivals.length * batchRows) / seconds,
    responseMs: latencyOf(arrivals.map(responseOf))!,
    serviceMs: latencyOf(service)!,
    correctedMs: correctedLatencyOf(service, everyMs)!,
  };
}

/** What a level has shown, with every sample. */
export function measuredLevel(
  result: ReadUnderInsertResult,
  { level, format, askEveryMs, askings, rowsBefore, seed }: LevelSetting,
  answers: Answers,
): MeasuredRead {
  const bootstrap = { ...BOOTSTRAP, seed: seedFor(seed, 'bootstrap') };
  const rounded = ({ dueMs, waitMs, elapsedMs }: DueTimes): DueTimes => ({
    dueMs: roundedMs(dueMs),
    waitMs: roundedMs(waitMs),
    elapsedMs: roundedMs(elapsedMs),
  });
  const asked = result.answers.map((answer) => {
    const { question, parameters } = askings[answer.asking]!;
    return { question, parameters: { ...parameters }, ...rounded(answer) };
  });
  const questions = [...new Set(asked.map(({ question }) => question))];
  const ofKind = (kind: 'aggregate' | 'lookup'): number[] =>
    asked.filter(({ question }) => questionDefinition(question).kind === kind).map(responseOf);
  const responsesOf = (wanted: QuestionName): typeof asked =>
    asked.filter(({ question }) => question === wanted);
  return {
    status: 'measured',
    marksPerSecond: level.marksPerSecond,
    format,
    batchRows: level.batchRows,
    batchEveryMs: roundedMs(level.everyMs),
    askEveryMs: roundedMs(askEveryMs),
    scheduledMs: roundedMs(level.scheduledMs),
    elapsedMs: roundedMs(result.elapsedMs),
    rowsBefore,
    rowsAfter: rowsBefore + level.batches * level.batchRows,
    arrivals: result.arrivals.map(rounded),
    askings: asked,
    answers,
    inserts: insertsOf(result, level),
    questions: questions.map((question) => ({
      question,
      responseMs: estimate(responsesOf(question).map(responseOf), bootstrap),
      serviceMs: estimate(
        responsesOf(question).map(({ elapsedMs }) => elapsedMs),
        bootstrap,
      ),
    })),
    aggregatesMs: latencyOf(ofKind('aggregate')),
    lookupsMs: latencyOf(ofKind('lookup')),
    cpuMs: roundedMs(result.cpuMs),
    peakRssBytes: result.peakRssBytes,
  };
}

export interface InsertUnderReadVisit {
  readonly round: number;
  readonly result: InsertUnderReadResult;
}

/** What the visits of a number of analysts have shown, with every sample. */
export function measuredInsertUnderRead(
  visits: readonly InsertUnderReadVisit[],
  { format, batchRows, seed }: { format: string; batchRows: number; seed: number },
  answers: Answers,
): MeasuredInsert {
  const bootstrap = { ...BOOTSTRAP, seed: seedFor(seed, 'bootstrap') };
  const samples = visits.flatMap(({ round, result }) =>
    result.batchMs.map((elapsedMs) => ({ round, elapsedMs: roundedMs(elapsedMs) })),
  );
  const rows = visits.map(({ round, result }) => ({
    round,
    rows: result.batchMs.length * batchRows,
    elapsedMs: roundedMs(result.elapsedMs),
    cpuMs: roundedMs(result.cpuMs),
    answers: result.answersInTime,
    peakRssBytes: result.peakRssBytes,
  }));
  return {
    status: 'measured',
    format,
    batchRows,
    samples,
    visits: rows,
    answers,
    rowsPerSecond: estimate(
      rows.map((visit) => (visit.rows / visit.elapsedMs) * 1_000),
      bootstrap,
    ),
    answersPerSecond: estimate(
      rows.map((visit) => (visit.answers / visit.elapsedMs) * 1_000),
      bootstrap,
    ),
    batchMs: estimate(
      samples.map(({ elapsedMs }) => elapsedMs),
      bootstrap,
    ),
  };
}
