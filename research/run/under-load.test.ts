import { describe, expect, it } from 'vitest';
import type { AnswerRow, QuestionName } from '../../schemas';
import type { AnsweredAsking } from '../processes/reference-calls';
import { askingsInTurn, checkUnderLoad } from './under-load';

function asking(question: QuestionName, expected: readonly AnswerRow[], draw = 0): AnsweredAsking {
  return { question, parameters: { draw }, expected };
}

const day = (marks: number): readonly AnswerRow[] => [{ day: '2026-01-01', marks }];

describe('Askings under load', () => {
  it('go round the questions, with other parameters each time', () => {
    const drawn = [0, 1, 2].map((draw) => asking('marks-per-day', [], draw));
    const inTurn = askingsInTurn([...drawn, asking('completion-by-genre', [])], 1);
    expect(inTurn).toHaveLength(6);
    const questions = inTurn.map(({ question }) => question);
    expect(new Set(questions.slice(0, 2)).size).toBe(2);
    expect(questions.slice(2, 4)).toEqual(questions.slice(0, 2));
    const draws = inTurn.flatMap(({ question, parameters }) =>
      question === 'marks-per-day' ? [parameters.draw] : [],
    );
    expect(new Set(draws).size).toBe(3);
  });
});

describe('An answer under load', () => {
  const before = [asking('marks-per-day', day(5)), asking('marks-of-unknown-films', [])];

  it('is compared where the right one is the same before and after', () => {
    const after = [asking('marks-per-day', day(5)), asking('marks-of-unknown-films', day(1))];
    const answers = [
      { asking: 0, answer: day(5) },
      { asking: 0, answer: day(4) },
      { asking: 0, answer: day(4) },
      { asking: 1, answer: day(9) },
    ];
    const checked = checkUnderLoad('a', 10, answers, before, after);
    expect(checked).toMatchObject({ given: 4, compared: 3, wrong: 2 });
    expect(checked.faults).toHaveLength(1);
    expect(checked.faults[0]).toMatchObject({
      storage: 'a',
      when: 'under-load',
      marks: 10,
      verdict: { status: 'wrong', difference: 'row 1, marks: expected 5, got 4' },
    });
  });

  it('is not compared where a film may have come and gone', () => {
    const ranked = [asking('most-watched-films', [])];
    const answers = [{ asking: 0, answer: day(1) }];
    expect(checkUnderLoad('a', 10, answers, ranked, ranked)).toMatchObject({
      given: 1,
      compared: 0,
      wrong: 0,
    });
  });
});
