/** What a product's reviews say, by each method; see README.md for the formulas. */
export interface ProductScores {
  readonly reviews: number;
  /** Plain mean of the stars: every review counts the same. */
  readonly mean: number;
  /** The published rule: stars times the share of "yes" votes, over all reviews; 0 when nobody voted. */
  readonly seed: number;
  /** Mean weighted by smoothed helpfulness, (yes + 1) / (yes + no + 2). */
  readonly smoothed: number;
  /** `smoothed`, pulled to the overall mean by a prior worth a number of reviews. */
  readonly smoothedWithPrior: number;
}

/** Scores by number of the product in its catalogue; null for a product without reviews. */
export type ScoresByProduct = readonly (ProductScores | null)[];

export const METHODS = ['smoothed', 'seed'] as const;

/** The rule by which `rating_by_reviews` is made. */
export type Method = (typeof METHODS)[number];

/** Weight of the prior, in reviews that everybody found helpful (weight 1). */
export const DEFAULT_PRIOR_REVIEWS = 5;

/** The score that a method stands for. */
export function ratingBy(method: Method, scores: ProductScores): number {
  return method === 'seed' ? scores.seed : scores.smoothedWithPrior;
}

/** How many numbers an engine returns for a product: reviews and the four scores. */
const SCORE_COLUMNS = 5;

/**
 * Scores from an engine's row.
 *
 * @param numbers reviews, mean, seed, smoothed, smoothed with prior
 * @throws Error when a number is missing or not finite
 */
export function productScores(numbers: readonly number[]): ProductScores {
  const [reviews, mean, seed, smoothed, smoothedWithPrior] = numbers;
  if (numbers.length !== SCORE_COLUMNS || !numbers.every(Number.isFinite)) {
    throw new Error(`the engine returned ${JSON.stringify(numbers)} as a product's scores`);
  }
  return {
    reviews: reviews!,
    mean: mean!,
    seed: seed!,
    smoothed: smoothed!,
    smoothedWithPrior: smoothedWithPrior!,
  };
}
