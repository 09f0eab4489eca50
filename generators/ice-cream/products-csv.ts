import { csvCell } from './csv';
import type { IceCreamProduct } from './products';

const HEADER = 'brand,key,name,subhead,description,rating,rating_count,ingredients\n';
const PRODUCTS_PER_CHUNK = 1_000;

/** products.csv in pieces, to be written one after the other. */
export function* productsCsv(products: readonly IceCreamProduct[]): Generator<string> {
  yield HEADER;
  for (let from = 0; from < products.length; from += PRODUCTS_PER_CHUNK) {
    yield products
      .slice(from, from + PRODUCTS_PER_CHUNK)
      .map((product) =>
        [
          product.brand,
          product.key,
          product.name,
          product.subhead,
          product.description,
          product.rating === 0 ? '0' : product.rating.toFixed(1),
          String(product.ratingCount),
          product.ingredients,
        ]
          .map(csvCell)
          .join(','),
      )
      .map((line) => `${line}\n`)
      .join('');
  }
}
