import { afterEach, describe, expect, it } from 'vitest';
import { NO_ATTACK, type Attack } from '../attack';
import { BATCH_ROWS, type ReviewBatch } from '../input/reviews';
import type { ScoresByProduct } from '../scores';
import { ClickHouseEngine } from './clickhouse-engine';

/** product, stars, yes, no */
type Review = readonly [number, number, number, number];

function batchOf(reviews: readonly Review[]): ReviewBatch {
  return {
    rows: reviews.length,
    product: Int32Array.from(reviews, ([product]) => product),
    stars: Float64Array.from(reviews, ([, stars]) => stars),
    helpfulYes: Int32Array.from(reviews, ([, , yes]) => yes),
    helpfulNo: Int32Array.from(reviews, ([, , , no]) => no),
  };
}

let engine: ClickHouseEngine | undefined;

afterEach(() => {
  engine?.close();
  engine = undefined;
});

async function scoresOf(
  reviews: readonly Review[],
  { products = 2, prior = 0, attack = NO_ATTACK } = {},
): Promise<ScoresByProduct> {
  engine = await ClickHouseEngine.open();
  if (reviews.length > 0) await engine.insert(batchOf(reviews));
  return engine.scores(products, prior, attack);
}

describe('Scores by the ClickHouse engine', () => {
  // Product 0: 5 stars found helpful by 3 of 4 (weight 4/6), 1 star by 0 of 2 (1/4), 3 stars without votes (1/2).
  const reviews: readonly Review[] = [
    [0, 5, 3, 1],
    [0, 1, 0, 2],
    [0, 3, 0, 0],
    [1, 4, 1, 0],
  ];
  const weight0 = 4 / 6 + 1 / 4 + 1 / 2;
  const stars0 = (4 / 6) * 5 + 1 / 4 + (1 / 2) * 3;

  it('are the smoothed weighted mean, the published rule and the plain mean', async () => {
    const [first, second] = await scoresOf(reviews);
    expect(first!.reviews).toBe(3);
    expect(first!.mean).toBeCloseTo(3, 12);
    // 5 * 3/4 + 1 * 0/2 + 0 for the review without votes, over three reviews.
    expect(first!.seed).toBeCloseTo(1.25, 12);
    expect(first!.smoothed).toBeCloseTo(stars0 / weight0, 12);
    // 61/17 by hand: (10/3 + 1/4 + 3/2) / (2/3 + 1/4 + 1/2).
    expect(first!.smoothed).toBeCloseTo(61 / 17, 12);
    expect(second).toEqual({
      reviews: 1,
      mean: 4,
      seed: 4,
      smoothed: 4,
      smoothedWithPrior: 4,
    });
  });

  it('are pulled to the overall weighted mean by the prior', async () => {
    const prior = 3;
    const weight1 = 2 / 3;
    const overall = (stars0 + weight1 * 4) / (weight0 + weight1);
    const [first, second] = await scoresOf(reviews, { prior });
    expect(first!.smoothedWithPrior).toBeCloseTo(
      (stars0 + prior * overall) / (weight0 + prior),
      12,
    );
    expect(second!.smoothedWithPrior).toBeCloseTo(
      (weight1 * 4 + prior * overall) / (weight1 + prior),
      12,
    );
    expect(second!.smoothed).toBe(4);
  });

  it('are null for a product without reviews, and for all when there are none', async () => {
    const scores = await scoresOf(reviews, { products: 4, prior: 5 });
    expect(scores.map((found) => found === null)).toEqual([false, false, true, true]);
    engine!.close();
    expect(await scoresOf([], { products: 3, prior: 5 })).toEqual([null, null, null]);
  });

  it('are 0 by the published rule where nobody voted', async () => {
    const [first] = await scoresOf([[0, 5, 0, 0]], { products: 1 });
    expect(first).toMatchObject({ seed: 0, smoothed: 5 });
  });

  it('change under an attack exactly as if the bots had written and voted', async () => {
    const attack: Attack = {
      name: 'ring',
      fakeReviews: 2,
      fakeStars: 1,
      fakeYes: 4,
      fakeNo: 1,
      downVotes: 3,
      downVotedFrom: 4,
      downVotedTo: 5,
    };
    const simulated = await scoresOf(reviews, { prior: 2, attack });
    engine!.close();
    const attacked = reviews.map(([product, stars, yes, no]): Review => {
      const hit = product === 0 && stars >= 4;
      return [product, stars, yes, hit ? no + 3 : no];
    });
    const written = await scoresOf([...attacked, [0, 1, 4, 1], [0, 1, 4, 1]], { prior: 2 });
    for (const [name, value] of Object.entries(written[0]!)) {
      expect(simulated[0]![name as keyof (typeof simulated)[0]]).toBeCloseTo(value as number, 12);
    }
  });

  it('count every batch, each in full', async () => {
    engine = await ClickHouseEngine.open();
    const rows = Array.from({ length: BATCH_ROWS }, (_, row): Review => [
      row % 2,
      1 + (row % 5),
      0,
      0,
    ]);
    const batch = batchOf(rows);
    await engine.insert(batch);
    batch.rows = 10;
    await engine.insert(batch);
    const scores = await engine.scores(2, 0, NO_ATTACK);
    expect(scores.map((found) => found!.reviews)).toEqual([BATCH_ROWS / 2 + 5, BATCH_ROWS / 2 + 5]);
  });

  it('hold sums of votes that one vote more would take beyond 32 bits', async () => {
    const most = 2 ** 31 - 1;
    const [first] = await scoresOf([[0, 4, most, most]], { products: 1 });
    expect(first!.seed).toBeCloseTo(2, 12);
  });
});
