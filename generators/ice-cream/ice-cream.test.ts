import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { fieldText } from '../../ratings/csv/csv-field';
import { readCsvFile, type CsvVisitor } from '../../ratings/csv/csv-file';
import type { RecordScanner } from '../../ratings/csv/record-scanner';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { iceCreamProducts, productsCsv, reviewsCsv, type IceCreamOptions } from '.';

const OPTIONS: IceCreamOptions = { seed: 7, products: 200, reviews: 5_000 };

function reviewBytes(options: IceCreamOptions): Buffer {
  return Buffer.concat([...reviewsCsv(iceCreamProducts(options), options)]);
}

async function parse(content: string | Buffer): Promise<readonly Record<string, string>[]> {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, content);
  const rows: string[][] = [];
  const visitor: CsvVisitor = {
    record: (record: RecordScanner) => {
      rows.push(Array.from({ length: record.fields }, (_, field) => fieldText(record, field)));
      return false;
    },
    broken: ({ problem, line }) => {
      throw new Error(`line ${line}: ${problem}`);
    },
    drain: () => Promise.resolve(),
  };
  await readCsvFile(path, visitor, { flag: '--file', maxFields: 32 });
  const [header, ...records] = rows;
  return records.map((fields) => {
    expect(fields).toHaveLength(header!.length);
    return Object.fromEntries(fields.map((text, field) => [header![field]!, text]));
  });
}

function shareOf<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length;
}

describe('The generator of ice-cream reviews', () => {
  it('makes the same bytes from the same seed, and others from another', () => {
    const bytes = reviewBytes(OPTIONS);
    expect(reviewBytes(OPTIONS).equals(bytes)).toBe(true);
    expect(reviewBytes({ ...OPTIONS, seed: 8 }).equals(bytes)).toBe(false);
    expect([...productsCsv(iceCreamProducts(OPTIONS))].join('')).toBe(
      [...productsCsv(iceCreamProducts(OPTIONS))].join(''),
    );
  });

  it('writes products as the public files look: quotes, commas, and line breaks in a third', async () => {
    const products = iceCreamProducts(OPTIONS);
    const rows = await parse([...productsCsv(products)].join(''));
    expect(Object.keys(rows[0]!)).toEqual(
      'brand,key,name,subhead,description,rating,rating_count,ingredients'.split(','),
    );
    expect(
      rows.map(({ brand, key, name, description }) => [brand, key, name, description]),
    ).toEqual(products.map(({ brand, key, name, description }) => [brand, key, name, description]));
    expect(new Set(rows.map(({ brand }) => brand)).size).toBe(4);
    expect(new Set(rows.map(({ brand, key }) => `${brand} ${key}`)).size).toBe(200);
    const withBreak = shareOf(rows, ({ description }) => description!.includes('\n'));
    expect(withBreak).toBeGreaterThan(0.2);
    expect(withBreak).toBeLessThan(0.42);
    expect(shareOf(rows, ({ name }) => name!.includes('"'))).toBeGreaterThan(0.05);
    expect(shareOf(rows, ({ name }) => name!.includes(','))).toBeGreaterThan(0.05);
    for (const { rating, rating_count: count } of rows) {
      expect(Number(count) === 0 ? rating === '0' : /^[1-5]\.\d$/.test(rating!)).toBe(true);
    }
  });

  it('writes as many reviews as asked for, of products that are to have some, whatever their texts hold', async () => {
    const products = iceCreamProducts(OPTIONS);
    const rows = await parse(reviewBytes(OPTIONS));
    expect(rows).toHaveLength(5_000);
    const reviewed = new Set(
      products
        .filter(({ reviewShare }) => reviewShare > 0)
        .map(({ brand, key }) => `${brand} ${key}`),
    );
    expect(reviewed.size).toBeLessThan(products.length);
    expect(rows.every(({ brand, key }) => reviewed.has(`${brand} ${key}`))).toBe(true);
    expect(rows.every(({ stars }) => /^[1-5]$/.test(stars!))).toBe(true);
    expect(rows.every(({ helpful_yes: yes, helpful_no: no }) => /^\d*$/.test(`${yes}${no}`))).toBe(
      true,
    );
    const textWith = (pattern: RegExp): number => shareOf(rows, ({ text }) => pattern.test(text!));
    expect(textWith(/\n/)).toBeGreaterThan(0.05);
    expect(textWith(/"/)).toBeGreaterThan(0.02);
    expect(textWith(/🍦|😋/u)).toBeGreaterThan(0.02);
    expect(shareOf(rows, ({ helpful_yes: yes }) => yes === '')).toBeGreaterThan(0);
    expect(
      shareOf(rows, ({ helpful_yes: yes, helpful_no: no }) => yes === '0' && no === '0'),
    ).toBeGreaterThan(0.2);
    expect(shareOf(rows, ({ likes }) => likes !== '')).toBeGreaterThan(0.05);
  });

  it('lets honest readers vote campaigns down', async () => {
    const products = iceCreamProducts({ ...OPTIONS, products: 20 });
    const campaigned = products.find(({ campaign }) => campaign !== null)!;
    const all: readonly Record<string, string>[] = await parse(
      Buffer.concat([
        ...reviewsCsv(
          [{ ...campaigned, reviewShare: 1, campaign: { stars: 5, share: 0.5 } }],
          OPTIONS,
        ),
      ]),
    );
    const yesShare = (stars: (star: string) => boolean): number => {
      const votes = (name: 'helpful_yes' | 'helpful_no'): number =>
        all.filter((row) => stars(row.stars!)).reduce((sum, row) => sum + Number(row[name]), 0);
      return votes('helpful_yes') / (votes('helpful_yes') + votes('helpful_no'));
    };
    expect(yesShare((star) => star === '5')).toBeLessThan(
      yesShare((star) => star !== '5' && star !== '1') - 0.2,
    );
  });

  it('writes a header alone where no product has a share of the reviews', () => {
    const products = iceCreamProducts(OPTIONS).map((product) => ({ ...product, reviewShare: 0 }));
    expect(
      Buffer.concat([...reviewsCsv(products, OPTIONS)])
        .toString()
        .split('\n'),
    ).toHaveLength(2);
  });

  it('refuses numbers out of bounds', () => {
    expect(() => iceCreamProducts({ products: 0 })).toThrow(BadInputError);
    expect(() => iceCreamProducts({ seed: -1 })).toThrow(/seed: -1 is not a whole number/);
    expect(() => [...reviewsCsv([], { reviews: 1.5 })]).toThrow(/reviews: 1.5/);
  });
});
