import type { RatingRun } from '../rate-products';
import { ratingBy, type Method, type ProductScores } from '../scores';
import { covariance, meanOf, pearson, ranks, spearman } from './correlation';

/** The scores that a report compares, best understood in this order. */
export const COMPARED = ['mean', 'seed', 'smoothed', 'smoothedWithPrior'] as const;

export type ComparedScore = (typeof COMPARED)[number];

/**
 * Why a rating differs from the site's; the parts add up to the difference.
 *
 * `otherRaters`: the mean of the reviews is not the site's rating, which counts ratings without a
 * review too. `votes`: what weighting by helpfulness does to that mean. `prior`: the pull to the
 * overall mean (0 for the seed's rule).
 */
export interface DifferenceParts {
  readonly otherRaters: number;
  readonly votes: number;
  readonly prior: number;
}

export interface ComparedProduct {
  readonly brand: string;
  readonly key: string;
  readonly name: string | null;
  readonly siteRating: number;
  readonly scores: ProductScores;
  /** By the run's method. */
  readonly rating: number;
  readonly difference: number;
  readonly parts: DifferenceParts;
}

export interface ScoreAgreement {
  readonly score: ComparedScore;
  /** null where a correlation means nothing: fewer than three products, or all alike. */
  readonly pearson: number | null;
  readonly spearman: number | null;
  /** Mean of score minus site rating, in stars. */
  readonly meanDifference: number;
  readonly meanAbsoluteDifference: number;
}

export type SiteComparison =
  | { readonly status: 'not-run'; readonly reason: string }
  | {
      readonly status: 'compared';
      /** Products with reviews and a rating of the site. */
      readonly products: readonly ComparedProduct[];
      readonly agreements: readonly ScoreAgreement[];
      /**
       * How much of the spread of the differences each part accounts for: covariance of the part
       * with the difference, over the variance of the difference; they add up to 1. null without spread.
       */
      readonly explained: Readonly<Record<keyof DifferenceParts, number>> | null;
    };

function partsOf(method: Method, site: number, scores: ProductScores): DifferenceParts {
  const { mean, seed, smoothed, smoothedWithPrior } = scores;
  const otherRaters = mean - site;
  return method === 'seed'
    ? { otherRaters, votes: seed - mean, prior: 0 }
    : { otherRaters, votes: smoothed - mean, prior: smoothedWithPrior - smoothed };
}

function comparedProducts(run: RatingRun): readonly ComparedProduct[] {
  return run.products.flatMap((product, index) => {
    const scores = run.scores[index] ?? null;
    const { brand, key, name, siteRating, siteRatingCount } = product;
    // Sites show 0 for what nobody has rated yet.
    if (scores === null || siteRating === null || siteRatingCount === 0) return [];
    const rating = ratingBy(run.method, scores);
    const difference = rating - siteRating;
    const parts = partsOf(run.method, siteRating, scores);
    return [{ brand, key, name, siteRating, scores, rating, difference, parts }];
  });
}

function agreementOf(products: readonly ComparedProduct[], score: ComparedScore): ScoreAgreement {
  const site = products.map(({ siteRating }) => siteRating);
  const own = products.map(({ scores }) => scores[score]);
  const differences = own.map((value, index) => value - site[index]!);
  return {
    score,
    pearson: pearson(site, own),
    spearman: spearman(site, own),
    meanDifference: meanOf(differences),
    meanAbsoluteDifference: meanOf(differences.map(Math.abs)),
  };
}

function explainedBy(
  products: readonly ComparedProduct[],
): Readonly<Record<keyof DifferenceParts, number>> | null {
  const differences = products.map(({ difference }) => difference);
  const variance = covariance(differences, differences);
  if (!(variance > 0)) return null;
  const share = (part: keyof DifferenceParts): number =>
    covariance(
      products.map(({ parts }) => parts[part]),
      differences,
    ) / variance;
  return { otherRaters: share('otherRaters'), votes: share('votes'), prior: share('prior') };
}

/** Holds a run's ratings against the site's own. */
export function compareWithSite(run: RatingRun): SiteComparison {
  const products = comparedProducts(run);
  if (products.length === 0) {
    const reason = 'no product has both reviews and a rating of the site';
    return { status: 'not-run', reason };
  }
  return {
    status: 'compared',
    products,
    agreements: COMPARED.map((score) => agreementOf(products, score)),
    explained: explainedBy(products),
  };
}

/** The products whose rating differs most from the site's, most first; ties in the order of the file. */
export function biggestMovers(
  products: readonly ComparedProduct[],
  count: number,
): readonly ComparedProduct[] {
  return [...products]
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, count);
}

/** Places from 1 for the best rating; equal ratings share the mean of theirs. */
export function places(ratings: readonly number[]): readonly number[] {
  return ranks(ratings.map((rating) => -rating));
}
