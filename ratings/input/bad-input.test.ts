import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { SkippedList, STRICT, type BadRecords } from './bad-records';
import { readCatalogue, type Catalogue } from './catalogue';
import { readReviews, type ReviewBatch } from './reviews';

const PRODUCTS =
  'brand,key,name,rating,rating_count\na,1,One,4.5,10\na,2,"T""wo",3,2\nb,1,Three,,\n';
const REVIEW_HEADER = 'brand,key,author,stars,helpful_yes,helpful_no,text';

interface TakenReview {
  readonly product: number;
  readonly stars: number;
  readonly yes: number;
  readonly no: number;
}

function products(folder: string, content: string, badRecords = STRICT): Promise<Catalogue> {
  const path = join(folder, 'products.csv');
  writeFileSync(path, content);
  return readCatalogue({ flag: '--products', path, badRecords });
}

async function reviews(
  folder: string,
  content: string,
  badRecords: BadRecords = STRICT,
): Promise<readonly TakenReview[]> {
  const { index } = await products(folder, PRODUCTS);
  const path = join(folder, 'reviews.csv');
  writeFileSync(path, content);
  const taken: TakenReview[] = [];
  const insert = (batch: ReviewBatch): Promise<void> => {
    for (let row = 0; row < batch.rows; row += 1) {
      taken.push({
        product: batch.product[row]!,
        stars: batch.stars[row]!,
        yes: batch.helpfulYes[row]!,
        no: batch.helpfulNo[row]!,
      });
    }
    return Promise.resolve();
  };
  await readReviews({ flag: '--reviews', path, badRecords }, index, { insert });
  return taken;
}

/** The one line that the user reads. */
async function messageOf(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => new Error('nothing was wrong'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BadInputError);
  const { message } = error as BadInputError;
  expect(message).not.toContain('\n');
  return message;
}

describe('Reading reviews', () => {
  it('finds columns by name, takes empty votes for none and 3.0 for 3', async () => {
    const content =
      'helpful_no,stars,unused,key,brand,helpful_yes\n' +
      '2,5,"a\nb",1,a,3\n' +
      ',4.5,,"2",a,\n' +
      '"",1.0,,1,b,3.0\n';
    expect(await reviews(temporaryFolder(), content)).toEqual([
      { product: 0, stars: 5, yes: 3, no: 2 },
      { product: 1, stars: 4.5, yes: 0, no: 0 },
      { product: 2, stars: 1, yes: 3, no: 0 },
    ]);
  });

  it('finds a product whose key is written with doubled quotes', async () => {
    const folder = temporaryFolder();
    const { index } = await products(folder, 'brand,key\n"a,""x""","1""2"\n');
    const path = join(folder, 'reviews.csv');
    writeFileSync(path, `brand,key,stars,helpful_yes,helpful_no\n"a,""x""","1""2",3,0,0\n`);
    const seen: number[] = [];
    const insert = (batch: ReviewBatch): Promise<void> => {
      seen.push(...batch.product.subarray(0, batch.rows));
      return Promise.resolve();
    };
    await readReviews({ flag: '--reviews', path, badRecords: STRICT }, index, { insert });
    expect(seen).toEqual([0]);
  });

  it.each([
    [
      'stars that are no number',
      'a,1,x,five,0,0,t',
      'reviews.csv:3:7 (stars): "five" is not a number',
    ],
    ['stars left empty', 'a,1,x,,0,0,t', 'reviews.csv:3:7 (stars): "" is not a number'],
    ['no stars at all', 'a,1,x,0,0,0,t', 'reviews.csv:3:7 (stars): "0" is not 1 to 5'],
    ['too many stars', 'a,1,x,5.5,0,0,t', 'reviews.csv:3:7 (stars): "5.5" is not 1 to 5'],
    ['negative stars', 'a,1,x,-1,0,0,t', 'reviews.csv:3:7 (stars): "-1" is not 1 to 5'],
    ['negative votes', 'a,1,x,5,-2,0,t', 'reviews.csv:3:9 (helpful_yes): "-2" is negative'],
    [
      'votes in words',
      'a,1,x,5,0,few,t',
      'reviews.csv:3:11 (helpful_no): "few" is not a whole number',
    ],
    [
      'half a vote',
      'a,1,x,5,0,1.5,t',
      'reviews.csv:3:11 (helpful_no): "1.5" is not a whole number',
    ],
    [
      'too many votes',
      'a,1,x,5,3000000000,0,t',
      'reviews.csv:3:9 (helpful_yes): "3000000000" is too large',
    ],
    [
      'an unknown product',
      'a,9,x,5,0,0,t',
      'reviews.csv:3:3 (key): brand "a" has no product with key "9" in the products file',
    ],
    ['a key left empty', 'a,,x,5,0,0,t', 'reviews.csv:3:3 (key): the field is empty'],
    ['a field too many', 'a,1,x,5,0,0,t,u', 'reviews.csv:3:1: 8 fields where the header has 7'],
    ['a field too few', 'a,1,x,5,0,0', 'reviews.csv:3:1: 6 fields where the header has 7'],
    ['broken quotes', 'a,1,"x"y,5,0,0,t', 'reviews.csv:3:8: text follows a closing quote'],
    ['an open quote', 'a,1,x,5,0,0,"t', 'reviews.csv:3:13: a quote opens here and is never closed'],
    [
      'a fault behind a line break',
      'a,1,"x\ny",9,0,0,t',
      'reviews.csv:4:4 (stars): "9" is not 1 to 5',
    ],
  ])('ends at %s and names line, column and field', async (_name, record, message) => {
    const content = `${REVIEW_HEADER}\na,1,x,5,0,0,t\n${record}\n`;
    const line = await messageOf(reviews(temporaryFolder(), content));
    expect(line).toContain(`${message}; `);
    expect(line).toMatch(/, or leave such records out with --skip-bad$/);
  });

  it.each([
    [
      'a missing column',
      'brand,key,helpful_yes,helpful_no\n',
      'reviews.csv:1:1: the header has no column "stars"',
    ],
    [
      'a column named twice',
      `${REVIEW_HEADER},key\n`,
      'reviews.csv:1:52: the header names column "key" twice',
    ],
    ['an empty file', '', 'reviews.csv:1:1: the file is empty'],
    ['a broken header', 'brand,"key\n', 'reviews.csv:1:7: a quote opens here'],
    [
      'another separator',
      'brand;key;stars;helpful_yes;helpful_no\n',
      'no column "brand" and no column "key"',
    ],
  ])('ends at %s even where bad records are left out', async (_name, content, message) => {
    const folder = temporaryFolder();
    const list = await SkippedList.create(join(folder, 'skipped.csv'));
    expect(await messageOf(reviews(folder, content, list))).toContain(message);
    await list.close();
  });

  it('fails with the sink when that fails', async () => {
    const folder = temporaryFolder();
    const { index } = await products(folder, PRODUCTS);
    const path = join(folder, 'reviews.csv');
    writeFileSync(path, `${REVIEW_HEADER}\na,1,x,5,0,0,t\n`);
    const insert = (): Promise<void> => Promise.reject(new Error('disk full'));
    const reading = readReviews({ flag: '--reviews', path, badRecords: STRICT }, index, { insert });
    await expect(reading).rejects.toThrow('disk full');
  });
});

describe('Reading products', () => {
  it('takes name and rating of the site where the file has them', async () => {
    const { products: found } = await products(temporaryFolder(), PRODUCTS);
    expect(found).toEqual([
      { brand: 'a', key: '1', name: 'One', siteRating: 4.5, siteRatingCount: 10 },
      { brand: 'a', key: '2', name: 'T"wo', siteRating: 3, siteRatingCount: 2 },
      { brand: 'b', key: '1', name: 'Three', siteRating: null, siteRatingCount: null },
    ]);
    expect((await products(temporaryFolder(), 'key,brand\n1,a\n')).products).toEqual([
      { brand: 'a', key: '1', name: null, siteRating: null, siteRatingCount: null },
    ]);
  });

  it.each([
    [
      'a key twice in a brand',
      'brand,key\na,1\nb,1\na,1\n',
      'products.csv:4:3 (key): brand "a" has a product with key "1" already',
    ],
    ['a brand left empty', 'brand,key\n,1\n', 'products.csv:2:1 (brand): the field is empty'],
    [
      'a line break in a key',
      'brand,key\na,"1\n2"\n',
      'products.csv:2:4 (key): "1\\n2" has a line break',
    ],
    ['a missing column', 'brand,name\na,1\n', 'products.csv:1:1: the header has no column "key"'],
    [
      'a file that is rated already',
      'brand,key,rating_by_reviews\n',
      '--products: line 1, column 11 already names a column "rating_by_reviews"',
    ],
  ])('ends at %s', async (_name, content, message) => {
    expect(await messageOf(products(temporaryFolder(), content))).toContain(message);
  });

  it('ends at a key that is not UTF-8', async () => {
    const path = join(temporaryFolder(), 'products.csv');
    writeFileSync(path, Buffer.from([...Buffer.from('brand,key\na,'), 0xff, 0x0a]));
    const reading = readCatalogue({ flag: '--products', path, badRecords: STRICT });
    expect(await messageOf(reading)).toContain('products.csv:2:3 (key): "\uFFFD" is not UTF-8');
  });
});

describe('Leaving out bad records', () => {
  it('counts them by problem, lists each with its place, and takes all others', async () => {
    const folder = temporaryFolder();
    const list = await SkippedList.create(join(folder, 'skipped.csv'));
    const content = [
      REVIEW_HEADER,
      'a,1,x,5,0,0,t',
      'a,1,x,six,0,0,t',
      'a,1,x,9,0,0,"a ""quoted"", text"',
      'a,1,"x"y,5,0,0,t',
      'a,2,x,3,0,0,t',
      'a,1,x,seven,0,0,t',
      'a,1,x,1,0,0,t',
      '',
    ].join('\n');
    const taken = await reviews(folder, content, list);
    await list.close();
    expect(taken.map(({ stars }) => stars)).toEqual([5, 3, 1]);
    expect(list.counts).toEqual([
      { file: 'reviews.csv', problem: 'stars-not-a-number', records: 2 },
      { file: 'reviews.csv', problem: 'stars-out-of-range', records: 1 },
      { file: 'reviews.csv', problem: 'text-after-quote', records: 1 },
    ]);
    expect(readFileSync(join(folder, 'skipped.csv'), 'utf8').split('\n')).toEqual([
      'file,line,column,field,problem,reason',
      'reviews.csv,3,7,stars,stars-not-a-number,"""six"" is not a number"',
      'reviews.csv,4,7,stars,stars-out-of-range,"""9"" is not 1 to 5"',
      'reviews.csv,5,8,,text-after-quote,text follows a closing quote',
      'reviews.csv,7,7,stars,stars-not-a-number,"""seven"" is not a number"',
      '',
    ]);
    expect(list.first).toHaveLength(4);
  });

  it('leaves a product out together with its reviews, and keeps the first of two with one key', async () => {
    const folder = temporaryFolder();
    const list = await SkippedList.create(join(folder, 'skipped.csv'));
    const catalogue = await products(folder, 'brand,key\na,1\na\na,1\na,2\n', list);
    await list.close();
    expect(catalogue.products.map(({ key }) => key)).toEqual(['1', '2']);
    expect(list.counts.map(({ problem }) => problem)).toEqual(['field-count', 'duplicate-key']);
    expect(catalogue.file.leftOut).toEqual([{ from: 14, to: 20 }]);
  });

  it('lists more than fits its buffer without keeping it', async () => {
    const folder = temporaryFolder();
    const list = await SkippedList.create(join(folder, 'skipped.csv'));
    const bad = 'a,1,x,0,0,0,t\n'.repeat(20_000);
    expect(await reviews(folder, `${REVIEW_HEADER}\n${bad}`, list)).toEqual([]);
    await list.close();
    expect(list.counts).toEqual([
      { file: 'reviews.csv', problem: 'stars-out-of-range', records: 20_000 },
    ]);
    expect(list.first).toHaveLength(10);
    expect(readFileSync(join(folder, 'skipped.csv'), 'utf8').split('\n')).toHaveLength(20_002);
  });
});
