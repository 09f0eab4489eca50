import { seededRandom } from '../seeded-random';

/** An option's scores, one for each measure, in the same order for all options. */
export interface Scored {
  readonly id: string;
  readonly scores: readonly number[];
}

/** The shares of one weight, the others rescaled to fill the rest, over which the winner stays first. */
export interface WeightRange {
  readonly low: number;
  readonly high: number;
}

export interface Sensitivity {
  /** Against whom; never empty. */
  readonly rivals: readonly string[];
  /** Of weightings drawn evenly from all there are, the share in which the winner is first. */
  readonly shareOfWeightings: number;
  /** One for each measure; null where the winner is not first at any share of this weight. */
  readonly ranges: readonly (WeightRange | null)[];
}

const DRAWS = 10_000;

function weighted(scores: readonly number[], weights: readonly number[]): number {
  return scores.reduce((sum, score, at) => sum + score * weights[at]!, 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Weights that add up to 1, each such set equally likely: exponential draws over their sum (Devroye 1986, XI.4). */
function drawWeights(count: number, random: () => number): readonly number[] {
  const draws = Array.from({ length: count }, () => -Math.log(1 - random()));
  const total = sum(draws);
  return draws.map((draw) => draw / total);
}

function shareOfWeightings(winner: Scored, rivals: readonly Scored[], seed: number): number {
  const random = seededRandom(seed);
  let first = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const weights = drawWeights(winner.scores.length, random);
    const own = weighted(winner.scores, weights);
    if (rivals.every(({ scores }) => own >= weighted(scores, weights))) first++;
  }
  return first / DRAWS;
}

/** The scores' mean over all measures but one, by their weights; their plain mean where only that one is left. */
function restOf(scores: readonly number[], weights: readonly number[], without: number): number {
  const others = weights.map((weight, at) => (at === without ? 0 : weight));
  const total = sum(others);
  return total === 0 ? scores[without]! : weighted(scores, others) / total;
}

function rangeOf(
  winner: Scored,
  rivals: readonly Scored[],
  weights: readonly number[],
  measure: number,
): WeightRange | null {
  let [low, high] = [0, 1];
  for (const rival of rivals) {
    // The lead over a rival is linear in the weight's share: from `atNone` at 0 to `atAll` at 1.
    const atNone = restOf(winner.scores, weights, measure) - restOf(rival.scores, weights, measure);
    const atAll = winner.scores[measure]! - rival.scores[measure]!;
    if (atNone < 0 && atAll < 0) return null;
    const crossing = atNone / (atNone - atAll);
    if (atNone < 0) low = Math.max(low, crossing);
    if (atAll < 0) high = Math.min(high, crossing);
  }
  return low <= high ? { low, high } : null;
}

/**
 * Over which weights the winner is first.
 *
 * @param weights those decided by, as shares that add up to 1
 * @param rivals at least one
 */
export function sensitivity(
  winner: Scored,
  rivals: readonly Scored[],
  weights: readonly number[],
  seed: number,
): Sensitivity {
  return {
    rivals: rivals.map(({ id }) => id),
    shareOfWeightings: shareOfWeightings(winner, rivals, seed),
    ranges: weights.map((_, measure) => rangeOf(winner, rivals, weights, measure)),
  };
}
