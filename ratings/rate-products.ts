import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BadInputError } from '../errors';
import { ATTACKS, NO_ATTACK, type Attack } from './attack';
import { ClickHouseEngine } from './clickhouse/clickhouse-engine';
import {
  SkippedList,
  STRICT,
  type BadRecords,
  type SkippedCount,
  type SkippedRecord,
} from './input/bad-records';
import { readCatalogue, type Catalogue, type Product } from './input/catalogue';
import type { InputFile } from './input/record-reader';
import { readReviews, type ReviewSink, type ReviewsRead } from './input/reviews';
import { writeRatedProducts, writeRatings } from './output/rating-files';
import { StagedFolder } from './output/staged-folder';
import { REPORT_FILES, writeReport } from './report';
import type { Method, ScoresByProduct } from './scores';
import { findSparkPython } from './spark/find-spark-python';
import { scoresBySpark } from './spark/spark-engine';

export const ENGINES = ['clickhouse', 'spark'] as const;

export type EngineName = (typeof ENGINES)[number];

export interface RatingOptions {
  readonly productsPath: string;
  readonly reviewsPath: string;
  /** Folder for the results; made if it is not there. */
  readonly outFolder: string;
  readonly engine: EngineName;
  readonly method: Method;
  /** Weight of the prior, in reviews of weight 1; at least 0. */
  readonly priorReviews: number;
  /** Whether bad records are left out and listed; otherwise the first one ends the run. */
  readonly skipBad: boolean;
  /** Whether results of an earlier run in the folder are replaced. */
  readonly force: boolean;
  /** Whether the report is made too, with its simulated attacks. */
  readonly report: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of the input were read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Told what is being done. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/** The scores of one simulated attack. */
export interface AttackScores {
  readonly attack: Attack;
  readonly scores: ScoresByProduct;
}

/** What a run found and did; `products`, `scores` and the scores of the attacks go by product number. */
export interface RatingRun {
  readonly productsFile: string;
  readonly reviewsFile: string;
  /** Name and version of the engine. */
  readonly engine: string;
  readonly method: Method;
  readonly priorReviews: number;
  readonly products: readonly Product[];
  /** Reviews that counted. */
  readonly reviews: number;
  readonly scores: ScoresByProduct;
  /** Empty when no report was asked for. */
  readonly attacks: readonly AttackScores[];
  readonly skipped: readonly SkippedCount[];
  readonly firstSkipped: readonly SkippedRecord[];
  /** Reading, checking and, with ClickHouse, handing over to the engine. */
  readonly readMs: number;
  /** With Spark, its start and its own reading included. */
  readonly scoreMs: number;
}

export const OUTPUT_FILES = {
  products: 'products.csv',
  ratings: 'rating_by_reviews.csv',
  skipped: 'skipped.csv',
  ...REPORT_FILES,
} as const;

interface Checked {
  readonly catalogue: Catalogue;
  readonly reviewsRead: ReviewsRead;
}

interface Scored extends Checked {
  readonly engine: string;
  /** In the order of the attacks. */
  readonly scores: readonly ScoresByProduct[];
  readonly readMs: number;
  readonly scoreMs: number;
}

async function checkInput(
  options: RatingOptions,
  badRecords: BadRecords,
  sink: ReviewSink,
): Promise<Checked> {
  const { productsPath, reviewsPath, signal, onBytes, onStep } = options;
  const input = (flag: string, path: string): InputFile => ({
    ...{ flag, path, badRecords, signal, onBytes },
  });
  onStep?.('products');
  const catalogue = await readCatalogue(input('--products', productsPath));
  onStep?.('reviews');
  const reviewsRead = await readReviews(input('--reviews', reviewsPath), catalogue.index, sink);
  signal?.throwIfAborted();
  return { catalogue, reviewsRead };
}

async function scoreByClickHouse(
  options: RatingOptions,
  badRecords: BadRecords,
  attacks: readonly Attack[],
): Promise<Scored> {
  const startedAt = performance.now();
  const engine = await ClickHouseEngine.open();
  try {
    const checked = await checkInput(options, badRecords, engine);
    const readAt = performance.now();
    options.onStep?.('scores');
    const scores: ScoresByProduct[] = [];
    for (const attack of attacks) {
      options.signal?.throwIfAborted();
      const products = checked.catalogue.products.length;
      scores.push(await engine.scores(products, options.priorReviews, attack));
    }
    return {
      ...checked,
      engine: engine.description,
      scores,
      readMs: readAt - startedAt,
      scoreMs: performance.now() - readAt,
    };
  } finally {
    engine.close();
  }
}

/** Spark reads the files by itself, once they are known to be good. */
const CHECK_ONLY: ReviewSink = { insert: () => Promise.resolve() };

async function scoreBySpark(
  options: RatingOptions,
  badRecords: BadRecords,
  attacks: readonly Attack[],
): Promise<Scored> {
  const { priorReviews, signal, onStep } = options;
  const spark = findSparkPython();
  if (spark.status === 'missing') {
    throw new BadInputError('--engine', 'spark cannot run here', spark.reason);
  }
  const startedAt = performance.now();
  const checked = await checkInput(options, badRecords, CHECK_ONLY);
  const readAt = performance.now();
  onStep?.('Spark');
  const { engine, scores } = await scoresBySpark({
    python: spark.python,
    catalogue: checked.catalogue,
    reviews: checked.reviewsRead.file,
    goodReviews: checked.reviewsRead.reviews,
    priorReviews,
    attacks,
    signal,
  });
  return {
    ...checked,
    engine,
    scores,
    readMs: readAt - startedAt,
    scoreMs: performance.now() - readAt,
  };
}

/** Size and time of change: a file that has both as before was not written to. */
async function stampOf(flag: string, path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${size} ${mtimeMs}`;
  } catch (error) {
    throw new BadInputError(flag, `${path} cannot be read`, 'name a CSV file', { cause: error });
  }
}

async function rateInto(
  folder: StagedFolder,
  options: RatingOptions,
  badRecords: BadRecords,
): Promise<RatingRun> {
  const { productsPath, reviewsPath, method, priorReviews, signal, onStep } = options;
  const stamp = await stampOf('--products', productsPath);
  const attacks = options.report ? [NO_ATTACK, ...ATTACKS] : [NO_ATTACK];
  const score = options.engine === 'spark' ? scoreBySpark : scoreByClickHouse;
  const scored = await score(options, badRecords, attacks);
  const scores = scored.scores[0]!;
  onStep?.('writing');
  const ratedProducts = folder.file(OUTPUT_FILES.products);
  const { catalogue } = scored;
  await writeRatedProducts(ratedProducts, catalogue, scores, method, signal);
  if ((await stampOf('--products', productsPath)) !== stamp) {
    throw new Error(`${productsPath} changed while it was read`);
  }
  await writeRatings(folder.file(OUTPUT_FILES.ratings), catalogue, scores, method);
  const run: RatingRun = {
    productsFile: basename(productsPath),
    reviewsFile: basename(reviewsPath),
    engine: scored.engine,
    method,
    priorReviews,
    products: catalogue.products,
    reviews: scored.reviewsRead.reviews,
    scores,
    attacks: attacks.map((attack, index) => ({ attack, scores: scored.scores[index]! })).slice(1),
    skipped: badRecords.counts,
    firstSkipped: badRecords.first,
    readMs: scored.readMs,
    scoreMs: scored.scoreMs,
  };
  if (options.report) {
    onStep?.('report');
    await writeReport(run, folder.path);
  }
  return run;
}

/**
 * Rates every product by its reviews and writes {@link OUTPUT_FILES} to `outFolder`, all of them
 * or, after an error or an abort, none.
 *
 * @throws BadInputError for files that cannot be used, for the first bad record unless `skipBad`,
 *   for a folder that holds results already unless `force`, and for an engine that cannot run here
 */
export async function rateProducts(options: RatingOptions): Promise<RatingRun> {
  const folder = await StagedFolder.create(options.outFolder, {
    flag: '--out',
    names: Object.values(OUTPUT_FILES),
    inputs: [options.productsPath, options.reviewsPath],
    force: options.force,
  });
  try {
    const badRecords = options.skipBad
      ? await SkippedList.create(folder.file(OUTPUT_FILES.skipped))
      : STRICT;
    let run: RatingRun;
    try {
      run = await rateInto(folder, options, badRecords);
    } finally {
      await badRecords.close();
    }
    options.signal?.throwIfAborted();
    await folder.publish();
    return run;
  } finally {
    await folder.discard();
  }
}
