import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  iceCreamProducts,
  productsCsv,
  reviewsCsv,
  type IceCreamOptions,
} from '../generators/ice-cream';

export interface IceCreamFiles {
  readonly productsPath: string;
  readonly reviewsPath: string;
}

function writePieces(path: string, pieces: Iterable<string | Buffer>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) writeSync(file, Buffer.from(piece));
  } finally {
    closeSync(file);
  }
}

/** Generates products.csv and reviews.csv in `folder`. */
export function writeIceCreamFiles(folder: string, options: IceCreamOptions): IceCreamFiles {
  const products = iceCreamProducts(options);
  const files = {
    productsPath: join(folder, 'products.csv'),
    reviewsPath: join(folder, 'reviews.csv'),
  };
  writePieces(files.productsPath, productsCsv(products));
  writePieces(files.reviewsPath, reviewsCsv(products, options));
  return files;
}
