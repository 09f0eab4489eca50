import { BadInputError } from '../../errors';
import { Draws } from '../random-streams';
import { drawTexts, type IceCreamTexts } from './texts';

export interface IceCreamOptions {
  /** Whole number from 0 to 2^32 - 1; the same seed makes the same files. @default 1 */
  readonly seed?: number;
  /** Flavours in total, spread over the brands. @default 240 */
  readonly products?: number;
  /** Reviews in total. @default 20,000 */
  readonly reviews?: number;
}

export type IceCreamSpec = Readonly<Required<IceCreamOptions>>;

/** Votes that people sent in for money or out of spite, all of them with the same stars. */
export interface Campaign {
  readonly stars: 1 | 5;
  /** Share of the product's reviews. */
  readonly share: number;
}

export interface IceCreamProduct {
  readonly brand: string;
  /** Unique within its brand. */
  readonly key: string;
  readonly name: string;
  readonly subhead: string;
  readonly description: string;
  readonly ingredients: string;
  /** The site's own rating with one decimal, campaigns and ratings without a text included; 0 without ratings. */
  readonly rating: number;
  readonly ratingCount: number;
  /** Share of all reviews that are this product's; 0 for a product without any. */
  readonly reviewShare: number;
  /** How likely an honest reviewer gives 1, 2, 3, 4 and 5 stars. */
  readonly starShares: readonly number[];
  readonly campaign: Campaign | null;
}

export const BRANDS = ['arctica', 'borealis', 'cremissimo', 'dairyfold'] as const;

const UNREVIEWED_SHARE = 0.04;
const CAMPAIGN_SHARE = 0.12;
/** As in the public files that the job is made for, where 75 of 241 records have one. */
const LINE_BREAK_SHARE = 0.31;
/** Spread of honest opinions around a product's quality, in stars. */
const OPINION_SPREAD = 1.05;
const MAX_PRODUCTS = 1_000_000;
const MAX_REVIEWS = 1_000_000_000;

function checked(field: string, value: number, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new BadInputError(
      field,
      `${value} is not a whole number from ${min} to ${max}`,
      `write a whole number from ${min} to ${max}`,
    );
  }
  return value;
}

/**
 * Fills in and checks the options.
 *
 * @throws BadInputError for a number out of bounds
 */
export function iceCreamSpec(options: IceCreamOptions): IceCreamSpec {
  return Object.freeze({
    seed: checked('seed', options.seed ?? 1, 0, 2 ** 32 - 1),
    products: checked('products', options.products ?? 240, 1, MAX_PRODUCTS),
    reviews: checked('reviews', options.reviews ?? 20_000, 0, MAX_REVIEWS),
  });
}

/** Shares of 1 to 5 stars around a quality, with the few one-star reviews that every product gets. */
function honestStarShares(quality: number): readonly number[] {
  const weights = [1, 2, 3, 4, 5].map((stars) =>
    Math.exp(-((stars - quality) ** 2) / (2 * OPINION_SPREAD ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight, index) => (0.97 * weight) / sum + (index === 0 ? 0.03 : 0));
}

function meanStars(shares: readonly number[], campaign: Campaign | null): number {
  const honest = shares.reduce((sum, share, index) => sum + share * (index + 1), 0);
  return campaign === null
    ? honest
    : campaign.share * campaign.stars + (1 - campaign.share) * honest;
}

type Story = Pick<IceCreamProduct, 'name' | 'subhead' | 'description' | 'ingredients'>;

function story(draws: Draws, texts: IceCreamTexts): Story {
  const pick = (pool: readonly string[]): string => pool[draws.below(pool.length)]!;
  const paragraphs = [pick(texts.descriptions), pick(texts.descriptions)];
  const lineBreak = draws.next() < 0.2 ? '\r\n' : '\n';
  const separator = draws.next() < LINE_BREAK_SHARE ? `${lineBreak}${lineBreak}` : ' ';
  const ingredients = Array.from({ length: 4 + draws.below(8) }, () => pick(texts.ingredients));
  return {
    name: pick(texts.flavours),
    subhead: draws.next() < 0.3 ? pick(texts.titles) : '',
    description: paragraphs.join(separator),
    ingredients: ['CREAM', 'SKIM MILK', 'SUGAR', ...ingredients].join(', '),
  };
}

function drawProduct(index: number, draws: Draws, spec: IceCreamSpec, share: number) {
  const quality = 2.6 + 3.2 * Math.sqrt(draws.next());
  const starShares = honestStarShares(quality);
  const campaign: Campaign | null =
    draws.next() < CAMPAIGN_SHARE
      ? { stars: draws.next() < 0.5 ? 1 : 5, share: 0.1 + 0.25 * draws.next() }
      : null;
  const ratingCount = Math.round(share * spec.reviews * (1.2 + 1.4 * draws.next()));
  // The site's mean is one sample of its ratings: it misses the expectation by its standard error.
  const error = (draws.next() + draws.next() + draws.next() - 1.5) * 2;
  const mean = meanStars(starShares, campaign) + error / Math.sqrt(ratingCount + 1);
  const rating = ratingCount === 0 ? 0 : Number(Math.min(5, Math.max(1, mean)).toFixed(1));
  const brand = BRANDS[Math.floor((index * BRANDS.length) / spec.products)]!;
  return { brand, rating, ratingCount, reviewShare: share, starShares, campaign };
}

/**
 * The flavours of a seed, grouped by brand. About a third of the descriptions has line breaks, names
 * have quotes and commas, and a few products have no reviews.
 *
 * @throws BadInputError for an option out of bounds
 */
export function iceCreamProducts(options: IceCreamOptions): readonly IceCreamProduct[] {
  const spec = iceCreamSpec(options);
  const texts = drawTexts(spec.seed);
  const draws = new Draws(spec.seed, 'iceCreamProducts');
  // Popularity falls off like a power law, as that of anything people choose by name.
  const popularity = Array.from({ length: spec.products }, (_, index) => {
    draws.of(index, 0);
    const isReviewed = draws.next() >= UNREVIEWED_SHARE || spec.products === 1;
    return isReviewed ? (0.02 + draws.next()) ** -0.8 : 0;
  });
  const total = popularity.reduce((a, b) => a + b, 0);
  const numberInBrand = new Map<string, number>();
  return popularity.map((weight, index) => {
    const product = drawProduct(index, draws.of(index, 1), spec, total === 0 ? 0 : weight / total);
    const number = numberInBrand.get(product.brand) ?? 0;
    numberInBrand.set(product.brand, number + 1);
    return {
      ...product,
      key: `${number}_${product.brand.slice(0, 2)}`,
      ...story(draws.of(index, 2), texts),
    };
  });
}
