import { describe, expect, it } from 'vitest';
import { questionDefinition, QUESTION_NAMES } from '../../schemas';
import { readStatement, readStatements } from './vertica-sql';

describe('readStatement', () => {
  it('puts a placeholder for each parameter, and leaves casts alone', () => {
    const { text, names } = readStatement('queries/resume-point');
    expect(names).toEqual(['user_id', 'film_id']);
    expect(text).toContain('user_id = ?::UUID AND film_id = ?::UUID');
  });

  it.each(QUESTION_NAMES)(
    'finds in %s the parameters of its question and no others',
    (question) => {
      const { names } = readStatement(`queries/${question}`);
      expect([...new Set(names)].sort()).toEqual(
        Object.keys(questionDefinition(question).parameters).sort(),
      );
    },
  );
});

describe('readStatements', () => {
  it('finds every statement of a file', () => {
    expect(readStatements('drop').map((text) => text.split(' ')[4])).toEqual([
      'view_marks',
      'films',
      'film_genres',
      'insert_tokens',
    ]);
  });
});
