import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvRecord } from '../csv/csv-field';
import { RATING_COLUMN, type Catalogue } from '../input/catalogue';
import { ratingBy, type Method, type ScoresByProduct } from '../scores';
import { copyWithEdits, mergeEdits, removals, type Edit } from './copy-with-edits';

/** Far below the 1e-9 to which engines agree, far above the noise of adding in another order. */
const RATING_DECIMALS = 10;

/** A rating for a cell: up to 10 decimals, empty for a product without reviews. */
export function ratingText(rating: number | null): string {
  if (rating === null) return '';
  return rating.toFixed(RATING_DECIMALS).replace(/\.?0+$/, '');
}

function productRating(scores: ScoresByProduct, product: number, method: Method): string {
  const productScores = scores[product] ?? null;
  return ratingText(productScores === null ? null : ratingBy(method, productScores));
}

function* newCells(catalogue: Catalogue, scores: ScoresByProduct, method: Method): Generator<Edit> {
  yield { at: catalogue.headerEnd, remove: 0, insert: `,${RATING_COLUMN}` };
  for (const [product, at] of catalogue.recordEnds.entries()) {
    yield { at, remove: 0, insert: `,${productRating(scores, product, method)}` };
  }
}

/** Writes the products file again with its new last column; every other byte of its records stays. */
export async function writeRatedProducts(
  target: string,
  catalogue: Catalogue,
  scores: ScoresByProduct,
  method: Method,
  signal?: AbortSignal,
): Promise<void> {
  const edits = mergeEdits(newCells(catalogue, scores, method), removals(catalogue.file.leftOut));
  await copyWithEdits(catalogue.file.path, target, edits, { signal });
}

/** Writes one line for each product: brand, key, how many reviews it has, and its rating. */
export async function writeRatings(
  target: string,
  catalogue: Catalogue,
  scores: ScoresByProduct,
  method: Method,
): Promise<void> {
  function* lines(): Generator<string> {
    yield csvRecord(['brand', 'key', 'reviews', RATING_COLUMN]);
    for (const [product, { brand, key }] of catalogue.products.entries()) {
      const reviews = scores[product]?.reviews ?? 0;
      yield csvRecord([brand, key, String(reviews), productRating(scores, product, method)]);
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(target, { flags: 'wx' }));
}
