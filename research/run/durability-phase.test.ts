import { describe, expect, it } from 'vitest';
import { verdictOf } from './durability-phase';

describe('What a kill has left', () => {
  it.each([
    [5_000, 'kept'],
    [6_000, 'kept-and-in-flight'],
    [4_000, 'lost'],
    [5_500, 'torn'],
    // More than one batch beyond the acknowledged ones cannot have been sent.
    [7_000, 'torn'],
  ] as const)('%i rows of five acknowledged batches of 1,000: %s', (rows, verdict) => {
    expect(verdictOf(rows, 5, 1_000)).toBe(verdict);
  });
});
