import { describe, expect, it } from 'vitest';
import { askingsOfVisit } from './read-phase';

const drawn = ['a', 'b', 'c', 'd'].map((user) => ({
  question: 'viewer-history' as const,
  parameters: { user_id: user },
  expected: [],
}));

const users = (round: number, seed: number): unknown[] =>
  askingsOfVisit(drawn, 6, round, seed).map(({ parameters }) => parameters.user_id);

describe('The askings of a visit', () => {
  it('are one first touch and warm ones with the other parameters, over and over', () => {
    const [first, ...warm] = users(0, 1);
    expect(warm).toHaveLength(6);
    expect(warm).not.toContain(first);
    expect(new Set(warm.slice(0, 3)).size).toBe(3);
    expect(warm.slice(3)).toEqual(warm.slice(0, 3));
  });

  it('are the same for every storage in a round, and others in another', () => {
    expect(users(0, 1)).toEqual(users(0, 1));
    const firsts = new Set(Array.from({ length: 12 }, (_, round) => users(round, 1)[0]));
    expect(firsts.size).toBeGreaterThan(1);
  });

  it('repeat the one asking of a question without parameters', () => {
    const only = { question: 'completion-by-genre' as const, parameters: {}, expected: [] };
    expect(askingsOfVisit([only], 2, 0, 1)).toEqual([only, only, only]);
  });
});
