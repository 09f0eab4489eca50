import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import CliTable from 'cli-table3';
import { Command, Option } from 'commander';
import { BadInputError } from '../errors';
import {
  DEFAULT_PRIOR_REVIEWS,
  ENGINES,
  METHODS,
  OUTPUT_FILES,
  rateProducts,
  ratingBy,
  type EngineName,
  type Method,
  type RatingRun,
} from '../ratings';
import { visibleText } from '../reports';
import { startProgress } from './progress';
import { runCommand } from './run-command';

interface RatingFlags {
  readonly products: string;
  readonly reviews: string;
  readonly out: string;
  readonly engine: EngineName;
  readonly method: Method;
  readonly priorReviews?: number;
  readonly skipBad?: true;
  readonly force?: true;
  readonly report: boolean;
}

const SHOWN_PRODUCTS = 5;
const PLAIN_TABLE = { style: { head: [], border: [], compact: true } };

function priorReviews(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 1e9)) {
    throw new BadInputError(
      '--prior-reviews',
      `${JSON.stringify(text)} is not a number from 0 to 1000000000`,
      `write for example --prior-reviews ${DEFAULT_PRIOR_REVIEWS}`,
    );
  }
  return value;
}

const program = new Command('ratings')
  .description(
    'Rates products by their reviews, each weighted by how helpful readers found it: writes\n' +
      `${OUTPUT_FILES.products} with a new last column rating_by_reviews, the ratings alone, and a report.`,
  )
  .requiredOption('--products <file>', 'CSV with brand and key; name, rating, rating_count if any')
  .requiredOption('--reviews <file>', 'CSV with brand, key, stars, helpful_yes, helpful_no')
  .requiredOption('--out <dir>', 'folder for the results')
  .addOption(new Option('--engine <name>', 'what computes').choices(ENGINES).default('clickhouse'))
  .addOption(
    new Option('--method <name>', 'smoothed, or the published rule for comparison')
      .choices(METHODS)
      .default('smoothed'),
  )
  .option(
    '--prior-reviews <k>',
    `smoothed only: weight of the overall mean, in fully helpful reviews (default: ${DEFAULT_PRIOR_REVIEWS})`,
    priorReviews,
  )
  .option('--skip-bad', `leave out bad records and list them in ${OUTPUT_FILES.skipped}`)
  .option('--force', 'replace the results of an earlier run in the folder')
  .option('--no-report', 'no report and no simulated attacks')
  .addHelpText(
    'after',
    `
Columns are found by name, in any order; others are kept as they are. Without --skip-bad the first
bad record ends the run with its line and column. Formulas and limits: ratings/README.md.

Exit code 0: done. 1: failed. 2: wrong usage or bad input.`,
  );

function skippedTable(run: RatingRun): string {
  const table = new CliTable({
    ...PLAIN_TABLE,
    head: ['file', 'left out because of', 'records'],
    colAligns: ['left', 'left', 'right'],
  });
  for (const { file, problem, records } of run.skipped) table.push([file, problem, records]);
  return table.toString();
}

function ratingsTable(run: RatingRun): string {
  const rated = run.products.flatMap(({ brand, key, name, siteRating }, index) => {
    const scores = run.scores[index] ?? null;
    if (scores === null) return [];
    const rating = ratingBy(run.method, scores);
    const site = siteRating === null ? '-' : siteRating.toFixed(1);
    return [
      {
        rating,
        cells: [visibleText(`${brand} ${key}`), visibleText(name ?? '-'), scores.reviews, site],
      },
    ];
  });
  rated.sort((a, b) => b.rating - a.rating);
  const table = new CliTable({
    ...PLAIN_TABLE,
    head: ['product', 'name', 'reviews', 'site', 'by reviews'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
  });
  const show = (rows: typeof rated): void => {
    for (const { rating, cells } of rows) table.push([...cells, rating.toFixed(2)]);
  };
  if (rated.length <= 2 * SHOWN_PRODUCTS) {
    show(rated);
  } else {
    show(rated.slice(0, SHOWN_PRODUCTS));
    table.push([{ colSpan: 5, content: `${rated.length - 2 * SHOWN_PRODUCTS} more` }]);
    show(rated.slice(-SHOWN_PRODUCTS));
  }
  return table.toString();
}

function summary(run: RatingRun, out: string): string {
  const rated = run.scores.filter((scores) => scores !== null).length;
  const method =
    run.method === 'seed' ? 'method seed' : `method smoothed, prior ${run.priorReviews} reviews`;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return [
    `${rated} of ${run.products.length} products rated by ${run.reviews} reviews: ${method}`,
    `${run.engine}: read and checked in ${seconds(run.readMs)}, scored in ${seconds(run.scoreMs)}`,
    `written to ${join(out, OUTPUT_FILES.products)} and beside it`,
  ].join('\n');
}

async function bytesOf(path: string): Promise<number> {
  // A file that cannot be read gets its message from the job.
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

void runCommand(program, async ({ signal }) => {
  const flags = program.opts<RatingFlags>();
  if (flags.method === 'seed' && flags.priorReviews !== undefined) {
    throw new BadInputError(
      '--prior-reviews',
      'the method seed has no prior',
      'leave one of the two out',
    );
  }
  const totalBytes = (await bytesOf(flags.products)) + (await bytesOf(flags.reviews));
  const progress = startProgress('rating', totalBytes, { unit: 'bytes' });
  let run: RatingRun;
  try {
    run = await rateProducts({
      productsPath: flags.products,
      reviewsPath: flags.reviews,
      outFolder: flags.out,
      engine: flags.engine,
      method: flags.method,
      priorReviews: flags.priorReviews ?? DEFAULT_PRIOR_REVIEWS,
      skipBad: flags.skipBad ?? false,
      force: flags.force ?? false,
      report: flags.report,
      signal,
      onBytes: (bytes) => {
        progress.advance(bytes);
      },
      onStep: (step) => {
        progress.step(step);
      },
    });
  } finally {
    progress.stop();
  }
  if (run.skipped.length > 0) process.stdout.write(`${skippedTable(run)}\n`);
  process.stdout.write(`${ratingsTable(run)}\n${summary(run, flags.out)}\n`);
});
