import { describe, expect, it } from 'vitest';
import { visitOrder } from './visit-order';

const CELLS = ['a', 'b', 'c', 'd', 'e', 'f'];

const names = (seed: number, name = 'insert'): string[] =>
  visitOrder(CELLS, 3, seed, name).map(({ cell }) => cell);

describe('The order of visits', () => {
  it('visits every cell once a round, one round after the other', () => {
    const visits = visitOrder(CELLS, 3, 1, 'insert');
    expect(visits).toHaveLength(18);
    for (const round of [0, 1, 2]) {
      const inRound = visits.slice(round * 6, round * 6 + 6);
      expect(inRound.map((visit) => visit.round)).toEqual(new Array(6).fill(round));
      expect(inRound.map((visit) => visit.order)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(inRound.map(({ cell }) => cell).sort()).toEqual(CELLS);
    }
  });

  it('is the same for the same seed, another for another seed and another phase', () => {
    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
    expect(names(1)).not.toEqual(names(1, 'read'));
  });

  it('is another in each round', () => {
    const order = names(1);
    expect(order.slice(0, 6)).not.toEqual(order.slice(6, 12));
  });
});
