import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { NO_ATTACK } from '../attack';
import type { Product } from '../input/catalogue';
import type { RatingRun } from '../rate-products';
import type { ProductScores } from '../scores';
import { writeReport } from '.';
import { attackEffects } from './attack-effects';
import { biggestMovers, compareWithSite } from './site-comparison';

const product = (key: string, siteRating: number | null, more: Partial<Product> = {}): Product => ({
  brand: 'b',
  key,
  name: `Product ${key}`,
  siteRating,
  siteRatingCount: siteRating === null ? null : 10,
  ...more,
});

const scores = (mean: number, seed: number, smoothed: number, prior: number): ProductScores => ({
  reviews: 12,
  mean,
  seed,
  smoothed,
  smoothedWithPrior: prior,
});

function runOf(more: Partial<RatingRun> = {}): RatingRun {
  return {
    productsFile: 'products.csv',
    reviewsFile: 'reviews.csv',
    engine: 'ClickHouse 1.2 (embedded)',
    method: 'smoothed',
    priorReviews: 5,
    products: [
      product('1', 4),
      product('2', 3),
      product('3', 5),
      product('4', 2),
      product('5', null),
    ],
    reviews: 48,
    scores: [
      scores(4.5, 2, 4.25, 4.2),
      scores(3, 1, 3, 3.1),
      scores(4, 3, 4.5, 4.4),
      null,
      scores(1, 1, 1, 1),
    ],
    attacks: [],
    skipped: [],
    firstSkipped: [],
    readMs: 1,
    scoreMs: 1,
    ...more,
  };
}

function compared(run: RatingRun) {
  const comparison = compareWithSite(run);
  if (comparison.status !== 'compared') throw new Error(comparison.reason);
  return comparison;
}

describe('The comparison with the site', () => {
  it('takes products with reviews and a rating of the site', () => {
    const run = runOf({
      products: [
        ...runOf().products.slice(0, 2),
        product('3', 0, { siteRatingCount: 0 }),
        ...runOf().products.slice(3),
      ],
    });
    expect(compared(run).products.map(({ key }) => key)).toEqual(['1', '2']);
  });

  it('splits a difference into other raters, votes and prior, without a rest', () => {
    const [first] = compared(runOf()).products;
    expect(first!.difference).toBeCloseTo(0.2, 12);
    expect(first!.parts.otherRaters).toBeCloseTo(0.5, 12);
    expect(first!.parts.votes).toBeCloseTo(-0.25, 12);
    expect(first!.parts.prior).toBeCloseTo(-0.05, 12);
    const [bySeed] = compared(runOf({ method: 'seed' })).products;
    expect(bySeed!.difference).toBe(-2);
    expect(bySeed!.parts).toEqual({ otherRaters: 0.5, votes: -2.5, prior: 0 });
  });

  it('explains all of the spread of the differences', () => {
    const { explained } = compared(runOf());
    const { otherRaters, votes, prior } = explained!;
    expect(otherRaters + votes + prior).toBeCloseTo(1, 12);
  });

  it('measures agreement of every score: correlation, mean difference and mean distance', () => {
    const { agreements } = compared(runOf());
    const mean = agreements.find(({ score }) => score === 'mean')!;
    // Site (4, 3, 5), mean (4.5, 3, 4).
    expect(mean.meanDifference).toBeCloseTo(-0.5 / 3, 12);
    expect(mean.meanAbsoluteDifference).toBeCloseTo(0.5, 12);
    expect(mean.spearman).toBeCloseTo(0.5, 12);
  });

  it('puts the biggest movers first, up or down', () => {
    const movers = biggestMovers(compared(runOf()).products, 2);
    expect(movers.map(({ key }) => key)).toEqual(['3', '1']);
  });

  it('is not run, and says why, without ratings of the site', () => {
    const run = runOf({ products: runOf().products.map(({ key }) => product(key, null)) });
    expect(compareWithSite(run)).toEqual({
      status: 'not-run',
      reason: 'no product has both reviews and a rating of the site',
    });
  });
});

describe('The effect of an attack', () => {
  const attacked = (after: readonly (ProductScores | null)[]): RatingRun =>
    runOf({ attacks: [{ attack: { ...NO_ATTACK, name: 'bots' }, scores: after }] });

  it('is the shift of the middle product, the greatest shift, and places among unmoved others', () => {
    const before = runOf().scores;
    const down = before.map((found) => found && { ...found, mean: found.mean - 2 });
    const [{ attack, effects }] = attackEffects(attacked(down)) as [
      ReturnType<typeof attackEffects>[0],
    ];
    expect(attack).toBe('bots');
    // Means 4.5, 3, 4 and 1 fall by 2 among the unmoved others: 2, 0, 1 and 0 places.
    expect(effects.find(({ score }) => score === 'mean')).toEqual({
      score: 'mean',
      medianShift: -2,
      greatestShift: -2,
      medianPlacesLost: 0.5,
    });
    expect(effects.find(({ score }) => score === 'seed')).toMatchObject({
      medianShift: 0,
      medianPlacesLost: 0,
    });
  });

  it('gains places upwards', () => {
    const up = runOf().scores.map((found) => found && { ...found, smoothed: 5 });
    const [{ effects }] = attackEffects(attacked(up)) as [ReturnType<typeof attackEffects>[0]];
    const { medianPlacesLost, greatestShift } = effects.find(({ score }) => score === 'smoothed')!;
    // From places 2, 3, 1 and 4 to the first.
    expect(medianPlacesLost).toBe(-1.5);
    expect(greatestShift).toBe(4);
  });
});

describe('The report', () => {
  const ATTACKED = runOf({
    attacks: [{ attack: { ...NO_ATTACK, name: 'bots & co' }, scores: runOf().scores }],
  });

  it('has the same figures as Markdown and as one page of HTML that needs no other file', async () => {
    const folder = temporaryFolder();
    await writeReport(ATTACKED, folder);
    const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    for (const text of [markdown, html]) {
      expect(text).toContain('4 of 5 products');
      expect(text).toContain('Product 3');
      expect(text).toContain('bots &amp; co');
      expect(text).toContain('each review weighted by smoothed helpfulness');
    }
    expect(html).not.toMatch(/<script|(src|href)="(?!#|data:)/);
    expect(html.match(/<svg[^>]*role="img"/g)!.length).toBeGreaterThanOrEqual(3);
    const shown = [...markdown.matchAll(/\]\((charts\/[a-z-]+\.svg)\)/g)].map(([, file]) => file!);
    expect(shown).toHaveLength(3);
    for (const file of shown) expect(existsSync(join(folder, file))).toBe(true);
  });

  it('says what was left out, and what could not be compared', async () => {
    const folder = temporaryFolder();
    const run = runOf({
      products: [product('1', null)],
      scores: [scores(4, 4, 4, 4)],
      skipped: [{ file: 'reviews.csv', problem: 'unknown-product', records: 3 }],
    });
    await writeReport(run, folder);
    const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
    expect(markdown).toContain('3 records were left out');
    expect(markdown).toContain('Not run: no product has both reviews and a rating of the site.');
    expect(readdirSync(folder)).not.toContain('charts');
  });

  it('shows a name that looks like markup as text', async () => {
    const folder = temporaryFolder();
    const products = ATTACKED.products.map((found) => ({ ...found, name: '<b>x</b>|y' }));
    await writeReport({ ...ATTACKED, products }, folder);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).not.toContain('<b>x</b>');
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).not.toContain('<b>x');
  });
});
