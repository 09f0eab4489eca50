import { compareAnswers } from '../../research/compare-answers';
import { drawParameters } from '../../research/oracle';
import { type Random, seededRandom } from '../../research/seeded-random';
import { median, percentile } from '../../research/statistics';
import type { AnswerRow, QuestionName, QuestionParameters } from '../../schemas';
import { askAnalysts, CACHED_QUESTIONS, isCached } from '../ask-analysts';
import { type LoadedDataset, lateBatches } from './dataset';

export type Source = 'raw' | 'live' | 'cached';

export interface QuestionTiming {
  readonly question: QuestionName;
  readonly source: Source;
  readonly state: 'idle' | 'writing';
  readonly asked: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Of the slowest; with few samples the p95 says little. */
  readonly slowestMs: number;
}

const VIEWER_QUESTIONS = ['resume-point', 'viewer-history'] as const;

/** Asked of every dataset: the questions about films and about one viewer. */
export const MEASURED_QUESTIONS: readonly QuestionName[] = [
  ...CACHED_QUESTIONS,
  ...VIEWER_QUESTIONS,
];

async function ask(
  { storage, database }: LoadedDataset,
  source: Source,
  question: QuestionName,
  parameters: QuestionParameters,
): Promise<readonly AnswerRow[]> {
  if (source === 'raw') return storage.ask(question, parameters);
  if (source === 'cached' && isCached(question)) {
    return askAnalysts(database, { from: 'cached', question }, parameters);
  }
  return askAnalysts(database, { from: 'live', question }, parameters);
}

/** What counts marks as received is another number while marks are sent again. */
const isAboutViewers = (question: QuestionName): boolean => question !== 'marks-of-unknown-films';

async function measure(
  data: LoadedDataset,
  question: QuestionName,
  source: Source,
  state: QuestionTiming['state'],
  asked: number,
  random: Random,
): Promise<QuestionTiming> {
  const samples: number[] = [];
  for (let at = -1; at < asked; at++) {
    const parameters = drawParameters(question, data.oracle.tally, random);
    const startedAt = performance.now();
    const answer = await ask(data, source, question, parameters);
    const elapsedMs = performance.now() - startedAt;
    // The first one is not warm.
    if (at >= 0) samples.push(elapsedMs);
    if (state === 'writing' && !isAboutViewers(question)) continue;
    const verdict = compareAnswers(question, data.oracle.answer(question, parameters), answer);
    if (verdict.status === 'wrong') {
      throw new Error(`${question}, ${source}, ${state}: ${verdict.difference}`);
    }
  }
  return {
    question,
    source,
    state,
    asked,
    medianMs: median(samples),
    p95Ms: percentile(samples, 0.95),
    slowestMs: Math.max(...samples),
  };
}

function sourcesOf(question: QuestionName): readonly Source[] {
  return isCached(question) ? ['raw', 'live', 'cached'] : ['raw', 'live'];
}

/** Times every question from every source, each answer checked; the raw marks are asked fewer times. */
export async function measureIdle(
  data: LoadedDataset,
  asked: number,
): Promise<readonly QuestionTiming[]> {
  const timings: QuestionTiming[] = [];
  for (const question of MEASURED_QUESTIONS) {
    for (const source of sourcesOf(question)) {
      const times = source === 'raw' ? Math.min(asked, 5) : asked;
      timings.push(await measure(data, question, source, 'idle', times, seededRandom(21)));
    }
  }
  return timings;
}

/**
 * The same from the rollups and the film table while another session inserts batches of 100,000
 * marks without a pause. They are marks that were there already, so that the right answer is known.
 */
export async function measureWhileWriting(
  data: LoadedDataset,
  asked: number,
): Promise<{ readonly timings: readonly QuestionTiming[]; readonly writtenRows: number }> {
  const state = { stopped: false, writtenRows: 0 };
  const writing = (async () => {
    for (let round = 0; ; round++) {
      for (const batch of lateBatches(data.spec, 100_000)) {
        if (state.stopped) return;
        await data.storage.insert(batch, { token: `again ${round} ${state.writtenRows}` });
        state.writtenRows += batch.rows;
      }
    }
  })();
  const timings: QuestionTiming[] = [];
  try {
    for (const question of MEASURED_QUESTIONS) {
      for (const source of sourcesOf(question)) {
        if (source === 'raw') continue;
        timings.push(await measure(data, question, source, 'writing', asked, seededRandom(22)));
      }
    }
  } finally {
    state.stopped = true;
    await writing;
  }
  return { timings, writtenRows: state.writtenRows };
}
