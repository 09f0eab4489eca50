import { isDeepStrictEqual } from 'node:util';
import type { AnswerRow, QuestionName } from '../../schemas';
import type { AnsweredAsking } from '../processes/reference-calls';
import type { Check } from '../results';
import { seededRandom, seedFor, shuffled } from '../seeded-random';
import { checkAnswer } from './verify-phase';

/**
 * Askings in the order in which they are asked under load: question after question, over and over,
 * each time with other drawn parameters where a question has any.
 */
export function askingsInTurn(
  askings: readonly AnsweredAsking[],
  seed: number,
): readonly AnsweredAsking[] {
  const byQuestion = new Map<QuestionName, AnsweredAsking[]>();
  for (const asking of shuffled(askings, seededRandom(seedFor(seed, 'in turn')))) {
    byQuestion.set(asking.question, [...(byQuestion.get(asking.question) ?? []), asking]);
  }
  const lists = [...byQuestion.values()];
  const turns = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) =>
    lists.map((list) => list[turn % list.length]!),
  ).flat();
}

/** An answer that was given while marks arrived; `asking` is a position among the askings. */
export interface AnswerUnderLoad {
  readonly asking: number;
  readonly answer: readonly AnswerRow[];
}

export interface CheckedUnderLoad {
  readonly given: number;
  readonly compared: number;
  readonly wrong: number;
  /** The wrong ones, an asking once. */
  readonly faults: readonly Check[];
}

/** A film can enter their lists and leave them again, because the shares that rank it go up and down. */
const RANKED_BY_SHARES: readonly QuestionName[] = ['most-watched-films', 'unfinished-films'];

/**
 * Compares the answers that have one right value throughout: where the oracle answers the same before
 * and after the arrivals. In between it does as well, because those answers hold counts of viewers or
 * marks, which arriving marks of new viewers can only raise; the two questions for which that is not
 * enough are left out.
 *
 * @param before the askings with the right answers before the arrivals, `after` with those afterwards
 */
export function checkUnderLoad(
  storage: string,
  marks: number,
  answers: readonly AnswerUnderLoad[],
  before: readonly AnsweredAsking[],
  after: readonly AnsweredAsking[],
): CheckedUnderLoad {
  const isFixed = before.map(
    ({ question, expected }, at) =>
      !RANKED_BY_SHARES.includes(question) && isDeepStrictEqual(expected, after[at]!.expected),
  );
  const compared = answers.filter(({ asking }) => isFixed[asking]);
  const wrong = compared
    .map(({ asking, answer }) => ({
      asking,
      check: checkAnswer({ storage, when: 'under-load', marks }, before[asking]!, {
        status: 'done',
        value: answer,
      }),
    }))
    .filter(({ check }) => check.verdict.status !== 'right');
  const firsts = new Map(wrong.map(({ asking, check }) => [asking, check]));
  return {
    given: answers.length,
    compared: compared.length,
    wrong: wrong.length,
    faults: [...firsts.values()],
  };
}
