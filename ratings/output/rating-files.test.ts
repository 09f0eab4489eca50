import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { csvField, fieldText } from '../csv/csv-field';
import { readCsvFile } from '../csv/csv-file';
import { STRICT } from '../input/bad-records';
import { readCatalogue } from '../input/catalogue';
import type { ProductScores } from '../scores';
import { ratingText, writeRatedProducts } from './rating-files';

const scored = (rating: number): ProductScores => ({
  reviews: 1,
  mean: rating,
  seed: rating,
  smoothed: rating,
  smoothedWithPrior: rating,
});

async function rated(content: string | Buffer, ratings: readonly (number | null)[]) {
  const folder = temporaryFolder();
  const source = join(folder, 'products.csv');
  const target = join(folder, 'rated.csv');
  writeFileSync(source, content);
  const catalogue = await readCatalogue({ flag: '--products', path: source, badRecords: STRICT });
  const scores = catalogue.products.map((_, product) => {
    const rating = ratings[product % ratings.length] ?? null;
    return rating === null ? null : scored(rating);
  });
  await writeRatedProducts(target, catalogue, scores, 'smoothed');
  return { target, written: readFileSync(target) };
}

async function fieldsIn(path: string): Promise<string[][]> {
  const rows: string[][] = [];
  await readCsvFile(
    path,
    {
      record: (record) => {
        rows.push(Array.from({ length: record.fields }, (_, field) => fieldText(record, field)));
        return false;
      },
      broken: ({ problem }) => {
        throw new Error(problem);
      },
      drain: () => Promise.resolve(),
    },
    { flag: '--file', maxFields: 32 },
  );
  return rows;
}

describe('The rated products file', () => {
  it('has one cell more at the end of each record and is otherwise the same, byte for byte', async () => {
    const content =
      '\uFEFFbrand,key,"name"\r\n' +
      'a,"1","x, ""y""\r\n\r\nz"\r\n' +
      '\r\n' +
      'a,2,\n' +
      '"b",1,"🍦"';
    const { written } = await rated(content, [4.25, null, 10 / 3]);
    expect(written.toString()).toBe(
      '\uFEFFbrand,key,"name",rating_by_reviews\r\n' +
        'a,"1","x, ""y""\r\n\r\nz",4.25\r\n' +
        '\r\n' +
        'a,2,,\n' +
        '"b",1,"🍦",3.3333333333',
    );
  });

  it('keeps bytes that are no UTF-8', async () => {
    const content = Buffer.from([...Buffer.from('brand,key,name\na,1,'), 0xff, 0xfe, 0x0a]);
    const { written } = await rated(content, [5]);
    expect(written.subarray(-5)).toEqual(Buffer.from([0xff, 0xfe, ...Buffer.from(',5\n')]));
  });

  it('reads as the same fields and the new one, whatever the fields hold and however they are quoted', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', 'é', '🍦', ' ') }),
    );
    const extra = fc.array(fc.tuple(text, fc.boolean()), { minLength: 2, maxLength: 2 });
    const rating = fc.option(fc.double({ min: 0, max: 5, noNaN: true }), { nil: null });
    await fc.assert(
      fc.asyncProperty(
        fc.array(extra, { minLength: 1, maxLength: 8 }),
        fc.array(rating, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (rows, ratings, lineEnd, endsLastLine) => {
          const quoted = ([value, always]: readonly [string, boolean]): string =>
            always ? `"${value.replaceAll('"', '""')}"` : csvField(value);
          const lines = [
            'key,one,brand,two',
            ...rows.map(([one, two], index) => `${index},${quoted(one!)},b,${quoted(two!)}`),
          ];
          const content = lines.join(lineEnd) + (endsLastLine ? lineEnd : '');
          const { target, written } = await rated(content, ratings);
          const asWritten = (value: string): string => Buffer.from(value).toString();
          const cells = rows.map((_, index) => ratingText(ratings[index % ratings.length]!));
          expect(await fieldsIn(target)).toEqual([
            ['key', 'one', 'brand', 'two', 'rating_by_reviews'],
            ...rows.map(([one, two], index) => [
              ...[String(index), asWritten(one![0]), 'b', asWritten(two![0])],
              cells[index]!,
            ]),
          ]);
          const withCells = lines
            .map(
              (line, index) => `${line},${index === 0 ? 'rating_by_reviews' : cells[index - 1]!}`,
            )
            .join(lineEnd);
          expect(written.toString()).toBe(asWritten(withCells + (endsLastLine ? lineEnd : '')));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('A rating in a cell', () => {
  it.each([
    [null, ''],
    [0, '0'],
    [4, '4'],
    [4.5, '4.5'],
    [10 / 3, '3.3333333333'],
    [2.00000000004, '2'],
    [1e-7, '0.0000001'],
  ])('of %s is written %j', (rating, text) => {
    expect(ratingText(rating)).toBe(text);
  });
});
