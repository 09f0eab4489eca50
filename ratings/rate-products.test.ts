import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../errors';
import { writeIceCreamFiles } from '../test-support/ice-cream-files';
import { temporaryFolder } from '../test-support/temporary-folder';
import { rateProducts, type RatingOptions } from '.';

function optionsIn(folder: string, more: Partial<RatingOptions> = {}): RatingOptions {
  return {
    productsPath: join(folder, 'products.csv'),
    reviewsPath: join(folder, 'reviews.csv'),
    outFolder: join(folder, 'out'),
    engine: 'clickhouse',
    method: 'smoothed',
    priorReviews: 0,
    skipBad: false,
    force: false,
    report: false,
    ...more,
  };
}

function write(folder: string, name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
}

const REVIEW_HEADER = 'brand,key,stars,helpful_yes,helpful_no';

function smallFiles(folder: string): void {
  write(folder, 'products.csv', ['brand,key,name', 'a,1,"One\n1"', 'a,2,Two', 'b,1,Three']);
  write(folder, 'reviews.csv', [REVIEW_HEADER, 'a,1,5,3,1', 'a,1,1,0,2', 'a,1,3,0,0', 'b,1,4,1,0']);
}

const read = (folder: string, name: string): string =>
  readFileSync(join(folder, 'out', name), 'utf8');

describe('Rating products', () => {
  it('writes the products with their ratings, the ratings alone, and an empty cell without reviews', async () => {
    const folder = temporaryFolder();
    smallFiles(folder);
    const run = await rateProducts(optionsIn(folder));
    expect(run.reviews).toBe(4);
    expect(read(folder, 'products.csv')).toBe(
      'brand,key,name,rating_by_reviews\na,1,"One\n1",3.5882352941\na,2,Two,\nb,1,Three,4\n',
    );
    expect(read(folder, 'rating_by_reviews.csv')).toBe(
      'brand,key,reviews,rating_by_reviews\na,1,3,3.5882352941\na,2,0,\nb,1,1,4\n',
    );
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'products.csv',
      'rating_by_reviews.csv',
    ]);
  });

  it('follows the published rule on request', async () => {
    const folder = temporaryFolder();
    smallFiles(folder);
    await rateProducts(optionsIn(folder, { method: 'seed' }));
    expect(read(folder, 'rating_by_reviews.csv')).toContain('a,1,3,1.25\na,2,0,\nb,1,1,4\n');
  });

  it('leaves bad products and their reviews out of all results when asked to, and lists them', async () => {
    const folder = temporaryFolder();
    write(folder, 'products.csv', ['brand,key', 'a,1', 'a,1', 'a,2,x', 'a,3']);
    write(folder, 'reviews.csv', [
      REVIEW_HEADER,
      'a,1,5,0,0',
      'a,2,5,0,0',
      'a,3,x,0,0',
      'a,3,2,0,0',
    ]);
    const run = await rateProducts(optionsIn(folder, { skipBad: true }));
    expect(read(folder, 'products.csv')).toBe('brand,key,rating_by_reviews\na,1,5\na,3,2\n');
    expect(run.skipped.map(({ file, problem, records }) => [file, problem, records])).toEqual([
      ['products.csv', 'duplicate-key', 1],
      ['products.csv', 'field-count', 1],
      ['reviews.csv', 'unknown-product', 1],
      ['reviews.csv', 'stars-not-a-number', 1],
    ]);
    expect(read(folder, 'skipped.csv').trimEnd().split('\n')).toHaveLength(5);
  });

  it('leaves nothing behind after bad input', async () => {
    const folder = temporaryFolder();
    smallFiles(folder);
    write(folder, 'reviews.csv', [REVIEW_HEADER, 'a,1,6,0,0']);
    await expect(rateProducts(optionsIn(folder))).rejects.toThrow(BadInputError);
    expect(readdirSync(folder).sort()).toEqual(['products.csv', 'reviews.csv']);
  });

  it('leaves nothing behind when it is aborted half-way, and keeps earlier results', async () => {
    const folder = temporaryFolder();
    writeIceCreamFiles(folder, { products: 50, reviews: 30_000 });
    await rateProducts(optionsIn(folder));
    const before = read(folder, 'products.csv');
    const controller = new AbortController();
    let bytes = 0;
    const aborted = rateProducts(
      optionsIn(folder, {
        force: true,
        method: 'seed',
        signal: controller.signal,
        onBytes: (read) => {
          bytes += read;
          if (bytes > 3_000_000) controller.abort(new Error('interrupted'));
        },
      }),
    );
    await expect(aborted).rejects.toThrow('interrupted');
    expect(readdirSync(folder).sort()).toEqual(['out', 'products.csv', 'reviews.csv']);
    expect(read(folder, 'products.csv')).toBe(before);
  });

  it('rates files without a single review or product', async () => {
    const folder = temporaryFolder();
    write(folder, 'products.csv', ['brand,key']);
    write(folder, 'reviews.csv', [REVIEW_HEADER]);
    const run = await rateProducts(optionsIn(folder, { priorReviews: 5, report: true }));
    expect(run.scores).toEqual([]);
    expect(read(folder, 'products.csv')).toBe('brand,key,rating_by_reviews\n');
  });

  it('reads two batches and more of generated reviews, and every one counts', async () => {
    const folder = temporaryFolder();
    writeIceCreamFiles(folder, { products: 100, reviews: 300_000 });
    const run = await rateProducts(optionsIn(folder, { priorReviews: 5 }));
    expect(run.reviews).toBe(300_000);
    const counted = run.scores.reduce((sum, scores) => sum + (scores?.reviews ?? 0), 0);
    expect(counted).toBe(300_000);
  });
});
