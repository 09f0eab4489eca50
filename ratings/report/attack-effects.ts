import type { RatingRun } from '../rate-products';
import type { ScoresByProduct } from '../scores';
import { medianOf } from './correlation';
import { COMPARED, type ComparedScore } from './site-comparison';

/** What one attack does to the scores of one method, over all products that have reviews. */
export interface AttackEffect {
  readonly score: ComparedScore;
  /** Score after minus score before, in stars: of the middle product, and of the one moved most. */
  readonly medianShift: number;
  readonly greatestShift: number;
  /** Places that the attacked product loses (or, below 0, gains) among the others, of the middle product. */
  readonly medianPlacesLost: number;
}

export interface AttackEffects {
  readonly attack: string;
  /** In the order of COMPARED; empty when no product has reviews. */
  readonly effects: readonly AttackEffect[];
}

/** How many of the sorted values are greater. */
function countAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return sorted.length - low;
}

function effectOn(
  score: ComparedScore,
  before: ScoresByProduct,
  after: ScoresByProduct,
): AttackEffect | null {
  const pairs = before.flatMap((scores, product) =>
    scores === null ? [] : [{ from: scores[score], to: after[product]![score] }],
  );
  if (pairs.length === 0) return null;
  const sorted = Float64Array.from(pairs, ({ from }) => from).sort();
  const shifts = pairs.map(({ from, to }) => to - from);
  // Moving down, a product's own old score is above its new one and is no competitor.
  const placesLost = pairs.map(
    ({ from, to }) => countAbove(sorted, to) - (from > to ? 1 : 0) - countAbove(sorted, from),
  );
  return {
    score,
    medianShift: medianOf(shifts),
    greatestShift: shifts.reduce((most, shift) =>
      Math.abs(shift) > Math.abs(most) ? shift : most,
    ),
    medianPlacesLost: medianOf(placesLost),
  };
}

/** What each simulated attack of a run does to each method. */
export function attackEffects(run: RatingRun): readonly AttackEffects[] {
  return run.attacks.map(({ attack, scores }) => ({
    attack: attack.name,
    effects: COMPARED.flatMap((score) => effectOn(score, run.scores, scores) ?? []),
  }));
}
