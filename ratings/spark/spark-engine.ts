import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Attack } from '../attack';
import { fieldText } from '../csv/csv-field';
import { readCsvFile, type CsvVisitor } from '../csv/csv-file';
import type { RecordScanner } from '../csv/record-scanner';
import { copyWithEdits, removals } from '../output/copy-with-edits';
import type { Catalogue } from '../input/catalogue';
import type { CheckedFile } from '../input/checked-file';
import { productScores, type ProductScores, type ScoresByProduct } from '../scores';

export const DEFAULT_SPARK_MASTER = 'local[2]';

export interface SparkJobOptions {
  readonly python: string;
  readonly catalogue: Catalogue;
  readonly reviews: CheckedFile;
  /** How many reviews the job must find. */
  readonly goodReviews: number;
  readonly priorReviews: number;
  readonly attacks: readonly Attack[];
  /** @default local[2] */
  readonly master?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Columns of what rating_job.py writes: attack, brand, key, then the scores. */
const FIRST_SCORE = 3;
const SCORES_END = 8;

function attackFields(attack: Attack): Record<string, string | number> {
  return {
    name: attack.name,
    fake_reviews: attack.fakeReviews,
    fake_stars: attack.fakeStars,
    fake_yes: attack.fakeYes,
    fake_no: attack.fakeNo,
    down_votes: attack.downVotes,
    down_voted_from: attack.downVotedFrom,
    down_voted_to: attack.downVotedTo,
  };
}

/**
 * The file under a name that Spark takes as it is: in the path that the user gave, brackets and
 * stars would be patterns, and a leading dot or underscore would hide the file. A copy where records
 * were left out, and where line ends are mixed: Spark takes those of the first lines for all.
 */
async function offer(
  { path, leftOut, lineEnds }: CheckedFile,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const asLineFeeds = lineEnds === 'mixed';
  if (leftOut.length === 0 && !asLineFeeds) await symlink(resolve(path), name);
  else await copyWithEdits(path, name, removals(leftOut), { asLineFeeds, signal });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Runs the job in a process group of its own, so that its Java process ends with it. */
async function runJob(
  python: string,
  args: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const environment: NodeJS.ProcessEnv = { ...process.env };
  // Another Spark than the one that belongs to this Python.
  delete environment.SPARK_HOME;
  const job = spawn(python, [join(__dirname, 'rating_job.py'), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, PYSPARK_PYTHON: python, SPARK_LOCAL_DIRS: folder },
  });
  let output = '';
  let errors = '';
  job.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  job.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const stop = (): void => {
    if (job.pid !== undefined && job.exitCode === null && job.signalCode === null)
      process.kill(-job.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', stop);
  process.on('exit', stop);
  try {
    const [code] = (await once(job, 'close')) as [number | null];
    signal?.throwIfAborted();
    if (code !== 0) {
      throw new Error(`the Spark job failed (exit code ${code}): ${lastLine(errors)}`, {
        cause: errors,
      });
    }
    return output;
  } finally {
    signal?.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

/** Collects the rows of the job's CSV by attack and product. */
class ScoreRows implements CsvVisitor {
  readonly byAttack: Map<string, (ProductScores | null)[]>;
  #isHeader = true;

  constructor(
    private readonly catalogue: Catalogue,
    attacks: readonly Attack[],
  ) {
    const none = (): (ProductScores | null)[] =>
      new Array<ProductScores | null>(catalogue.products.length).fill(null);
    this.byAttack = new Map(attacks.map(({ name }) => [name, none()]));
  }

  record(record: RecordScanner): boolean {
    if (this.#isHeader) {
      this.#isHeader = false;
      return false;
    }
    const fields = Array.from({ length: record.fields }, (_, field) => fieldText(record, field));
    const [attack, brandText, keyText] = fields;
    const numbers = fields.slice(FIRST_SCORE, SCORES_END);
    const brand = Buffer.from(brandText ?? '');
    const key = Buffer.from(keyText ?? '');
    const product = this.catalogue.index.find(brand, 0, brand.length, key, 0, key.length);
    const scores = this.byAttack.get(attack ?? '');
    if (product < 0 || scores === undefined) {
      throw new Error(`the Spark job returned an unknown product: ${fields.join(',')}`);
    }
    if (numbers[0] !== '') scores[product] = productScores(numbers.map(Number));
    return false;
  }

  broken(): boolean {
    throw new Error('the Spark job returned broken CSV');
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Scores every product with Apache Spark, once for each attack and in one pass over the reviews.
 *
 * @returns scores in the order of `attacks`
 * @throws Error when the job fails, was aborted, or did not find `goodReviews` reviews
 */
export async function scoresBySpark(options: SparkJobOptions): Promise<{
  readonly engine: string;
  readonly scores: readonly ScoresByProduct[];
}> {
  const { catalogue, attacks, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'viewmarks-ratings-'));
  try {
    const file = (name: string): string => join(folder, name);
    await offer(catalogue.file, file('products.csv'), signal);
    await offer(options.reviews, file('reviews.csv'), signal);
    await writeFile(file('attacks.json'), JSON.stringify(attacks.map(attackFields)));
    const output = await runJob(
      options.python,
      [
        ...['--master', options.master ?? DEFAULT_SPARK_MASTER],
        ...['--products', file('products.csv'), '--reviews', file('reviews.csv')],
        ...['--prior-reviews', String(options.priorReviews)],
        ...['--attacks', file('attacks.json'), '--out', file('scores')],
      ],
      folder,
      signal,
    );
    const { engine, reviews } = JSON.parse(lastLine(output)) as { engine: string; reviews: number };
    if (reviews !== options.goodReviews) {
      throw new Error(`Spark found ${reviews} reviews where ${options.goodReviews} were checked`);
    }
    const rows = new ScoreRows(catalogue, attacks);
    for (const part of (await readdir(file('scores'))).filter((name) => name.endsWith('.csv'))) {
      await readCsvFile(join(file('scores'), part), rows, { flag: '--out', maxFields: 16 });
    }
    return { engine, scores: attacks.map(({ name }) => rows.byAttack.get(name)!) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
