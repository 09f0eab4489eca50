import { seededRandom, seedFor, shuffled } from '../seeded-random';

export interface Visit<Cell> {
  /** 0 for the first. */
  readonly round: number;
  /** Position in the round's random order, 0 for the first. */
  readonly order: number;
  readonly cell: Cell;
}

/**
 * Visits every cell once a round, in another random order each round, so that whatever changes on
 * the machine with time meets all cells alike. The same seed and name give the same order.
 */
export function visitOrder<Cell>(
  cells: readonly Cell[],
  rounds: number,
  seed: number,
  name: string,
): readonly Visit<Cell>[] {
  const random = seededRandom(seedFor(seed, `order ${name}`));
  return Array.from({ length: rounds }, (_, round) =>
    shuffled(cells, random).map((cell, order) => ({ round, order, cell })),
  ).flat();
}
