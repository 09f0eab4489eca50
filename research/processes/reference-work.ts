import { setImmediate } from 'node:timers/promises';
import { createFilms, createMarkGenerator, DatasetHasher } from '../../generators';
import type { MarkColumns } from '../../marks';
import type { AnswerRow, QuestionName } from '../../schemas';
import { arrivalsGenerator } from '../arrivals';
import { drawParameters, Oracle } from '../oracle';
import { seededRandom, seedFor } from '../seeded-random';
import type { ReportProgress } from './calls';
import type {
  AnsweredAsking,
  AnswersAtRequest,
  Reference,
  ReferenceRequest,
} from './reference-calls';

const CHUNK_ROWS = 65_536;

/** A question with few parameter values gives up on new ones after so many draws for each wanted. */
const DRAWS_FOR_EACH = 20;

function drawAskings(
  oracle: Oracle,
  question: QuestionName,
  wanted: number,
  seed: number,
): AnsweredAsking[] {
  const random = seededRandom(seedFor(seed, `draw ${question}`));
  const drawn = new Map<string, AnsweredAsking>();
  for (let draw = 0; draw < wanted * DRAWS_FOR_EACH && drawn.size < wanted; draw++) {
    const parameters = drawParameters(question, oracle.tally, random);
    const key = JSON.stringify(parameters);
    if (drawn.has(key)) continue;
    drawn.set(key, { question, parameters, expected: oracle.answer(question, parameters) });
  }
  return [...drawn.values()];
}

function eventTimes({ tally }: Oracle): { first: string; last: string } {
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (let film = 0; film < tally.films; film++) {
    firstMs = Math.min(firstMs, tally.filmFirstTimeMs(film));
    lastMs = Math.max(lastMs, tally.filmLastTimeMs(film));
  }
  return { first: new Date(firstMs).toISOString(), last: new Date(lastMs).toISOString() };
}

/**
 * Generates the dataset once and says what it is: content hash, numbers, the drawn askings and
 * their right answers. Memory grows with viewers of films, not with marks.
 *
 * @param progress in rows
 */
export async function makeReference(
  { dataset, seed, questions, drawsPerQuestion }: ReferenceRequest,
  progress: ReportProgress,
): Promise<Reference> {
  const films = createFilms(dataset);
  const generator = createMarkGenerator(dataset);
  const oracle = new Oracle(films);
  const hasher = new DatasetHasher();
  let generateMs = 0;
  for (let first = 0; first < dataset.rows; first += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, dataset.rows - first);
    const start = performance.now();
    const marks = generator.generate(first, rows);
    generateMs += performance.now() - start;
    hasher.update(marks);
    oracle.add(marks);
    progress(rows);
    // Lets the process notice that its parent is gone.
    await setImmediate();
  }
  const { first, last } = eventTimes(oracle);
  return {
    films: films.length,
    viewers: oracle.tally.users,
    viewerFilmPairs: oracle.tally.viewers,
    firstEventTime: first,
    lastEventTime: last,
    contentHash: hasher.digest(),
    generateRowsPerSecond: (dataset.rows / generateMs) * 1000,
    askings: questions.flatMap((question) => drawAskings(oracle, question, drawsPerQuestion, seed)),
  };
}

/** See {@link ReferenceCalls}. */
export async function answersAt(
  { dataset, arrivals, askings, rows }: AnswersAtRequest,
  progress: ReportProgress,
): Promise<readonly (readonly (readonly AnswerRow[])[])[]> {
  const oracle = new Oracle(createFilms(dataset));
  const generator = createMarkGenerator(dataset);
  const arriving = arrivals && arrivalsGenerator(arrivals);
  /** The rows [first, first + count), which lie on one side of the dataset's end. */
  const marksAt = (first: number, count: number): MarkColumns => {
    if (first < dataset.rows) return generator.generate(first, count);
    if (!arriving) throw new RangeError(`there are no rows after ${dataset.rows}`);
    return arriving(first - dataset.rows, count);
  };
  const answers: (readonly AnswerRow[])[][] = [];
  let counted = 0;
  for (const until of rows) {
    while (counted < until) {
      const end = Math.min(until, counted + CHUNK_ROWS);
      const count = (counted < dataset.rows ? Math.min(end, dataset.rows) : end) - counted;
      oracle.add(marksAt(counted, count));
      counted += count;
      progress(count);
      await setImmediate();
    }
    answers.push(askings.map(({ question, parameters }) => oracle.answer(question, parameters)));
  }
  return answers;
}
