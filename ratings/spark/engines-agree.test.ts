import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { writeIceCreamFiles, type IceCreamFiles } from '../../test-support/ice-cream-files';
import { describeIf } from '../../test-support/skipping';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { rateProducts, type RatingRun } from '..';
import type { ProductScores, ScoresByProduct } from '../scores';
import { findSparkPython } from './find-spark-python';

const spark = findSparkPython();
const TOLERANCE = 1e-9;
const SPARK_TIMEOUT_MS = 240_000;

/** What CSV readers tend to disagree about, added to generated files. */
function addOddRecords({ productsPath, reviewsPath }: IceCreamFiles): void {
  appendFileSync(
    productsPath,
    'odd,"quoted ""key""","a\r\nname",,,4,10,\r\n' +
      '\n' +
      '"odd, brand"," spaced ",,,,,,\n' +
      'odd,ключ 🍦,,"",,"",,\n',
  );
  const reviews = [
    'odd,"quoted ""key""",x,,5,,3,1,"text\n\nwith, ""all"" of it",,,,\r\n',
    '\r\n',
    '"odd, brand"," spaced ",,,4.5,,3.0,,\\,,,,\n',
    '"odd, brand", spaced ,"",,1,,"","",\\",,,,\n',
    'odd,ключ 🍦,,,2,,0,12,,,,,\n',
    // Bad ones, to be left out.
    'odd,nothing,,,5,,0,0,,,,,\n',
    'odd,ключ 🍦,,,5,,-1,0,,,,,\n',
    'odd,ключ 🍦,,,5,,1,0\n',
    'odd,ключ 🍦,,,1.0,,1,0,last,,,,',
  ].map((line) => line.replace(',\\",,,,', ',"\\",,,,'));
  appendFileSync(reviewsPath, reviews.join(''));
  const header = readFileSync(reviewsPath);
  writeFileSync(reviewsPath, Buffer.concat([Buffer.from('\uFEFF'), header]));
}

function greatestDifference(first: ScoresByProduct, second: ScoresByProduct): number {
  expect(second).toHaveLength(first.length);
  let greatest = 0;
  first.forEach((scores, product) => {
    const others = second[product] ?? null;
    expect(others === null).toBe(scores === null);
    if (scores === null || others === null) return;
    for (const [name, value] of Object.entries(scores)) {
      const other = others[name as keyof ProductScores];
      greatest = Math.max(greatest, Math.abs(other - (value as number)));
    }
  });
  return greatest;
}

describeIf(spark.status === 'found' ? true : `ratings on Spark: ${spark.reason}`)(
  'ClickHouse and Spark',
  () => {
    beforeAll(() => {
      // Jobs this short are over before the second compiler pays; it would only take CPU from the rest.
      process.env.JAVA_TOOL_OPTIONS = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
    });

    it(
      'agree to 1e-9 on every score of every product, attacked or not, and write the same files',
      async () => {
        const folder = temporaryFolder();
        const files = writeIceCreamFiles(folder, { products: 120, reviews: 8_000 });
        addOddRecords(files);
        const rate = (engine: 'clickhouse' | 'spark', method: 'smoothed' | 'seed') =>
          rateProducts({
            ...files,
            outFolder: join(folder, `${engine}-${method}`),
            engine,
            method,
            priorReviews: 4,
            skipBad: true,
            force: false,
            report: true,
          });
        const runs: Record<string, RatingRun> = {
          clickhouse: await rate('clickhouse', 'smoothed'),
          spark: await rate('spark', 'smoothed'),
        };
        expect(runs.spark!.engine).toMatch(/^Apache Spark 3\.5\./);
        expect(runs.clickhouse!.reviews).toBe(8_005);
        expect(runs.spark!.reviews).toBe(8_005);
        expect(runs.spark!.skipped).toEqual(runs.clickhouse!.skipped);
        const { clickhouse, spark: bySpark } = runs as Record<'clickhouse' | 'spark', RatingRun>;
        expect(greatestDifference(clickhouse.scores, bySpark.scores)).toBeLessThan(TOLERANCE);
        expect(clickhouse.attacks.length).toBeGreaterThan(3);
        clickhouse.attacks.forEach(({ attack, scores }, index) => {
          expect(bySpark.attacks[index]!.attack).toEqual(attack);
          expect(greatestDifference(scores, bySpark.attacks[index]!.scores)).toBeLessThan(
            TOLERANCE,
          );
        });
        const oddOnes = clickhouse.scores.slice(120).map((scores) => scores?.reviews);
        expect(oddOnes).toEqual([1, 2, 2]);
      },
      SPARK_TIMEOUT_MS,
    );

    it(
      'the Spark job checks its input by itself when it runs alone',
      async () => {
        const folder = temporaryFolder();
        writeFileSync(join(folder, 'products.csv'), 'brand,key\na,1\n');
        writeFileSync(
          join(folder, 'reviews.csv'),
          'brand,key,stars,helpful_yes,helpful_no\na,1,5,0,0\na,1,six,0,0\na,1,6,0,0\na,2,5,0,0\na,1,5,0,-1\na,1\n',
        );
        const python = spark.status === 'found' ? spark.python : '';
        const job = [join(__dirname, 'rating_job.py'), '--master', 'local[1]'];
        const paths = ['--products', 'products.csv', '--reviews', 'reviews.csv', '--out', 'out'];
        const ended = await new Promise<{ code: unknown; stderr: string }>((settle) => {
          execFile(python, [...job, ...paths], { cwd: folder }, (error, _stdout, stderr) => {
            settle({ code: error?.code, stderr });
          });
        });
        expect(ended.stderr).toContain(
          'error: reviews: 1 with field-count, 1 with stars-not-a-number, ' +
            '1 with stars-out-of-range, 1 with unknown-product, 1 with votes-in-helpful_no',
        );
        expect(ended.code).toBe(2);
      },
      SPARK_TIMEOUT_MS,
    );
  },
);
