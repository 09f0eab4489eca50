/**
 * How long 10 million generated reviews take on the ClickHouse engine, with how much memory, and how
 * long on Spark local[2], in one run on one machine:
 *
 *     npm run bench:ratings -- [--reviews N] [--rounds N]
 *
 * Each engine starts afresh as its own process, in turns, and reads the same two files; the file
 * cache is warm for both. ClickHouse: `npm run ratings -- --no-report`, from start to exit, which
 * checks every record and writes all results. Spark: rating_job.py as spark-submit would run it,
 * from start to exit, which checks records too and writes the scores. Spark's memory is not
 * measured: the JVM takes what it is allowed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BadInputError } from '../../errors';
import { formatBytes, formatCount } from '../../reports/number-format';
import { writeIceCreamFiles, type IceCreamFiles } from '../../test-support/ice-cream-files';
import { findSparkPython } from '../spark/find-spark-python';

const PRODUCTS = 240;
const REPOSITORY = join(__dirname, '..', '..');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(1)} s`;
}

function positive(flag: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new BadInputError(
    flag,
    `${JSON.stringify(text)} is not a whole number above 0`,
    `write for example ${flag} 2`,
  );
}

/** Runs a program to its end. @returns elapsed milliseconds and what it wrote to standard error */
async function timed(
  program: string,
  args: readonly string[],
): Promise<{ elapsedMs: number; stderr: string }> {
  const startedAt = performance.now();
  const child = spawn(program, args, { cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${program} failed: ${stderr}`);
  return { elapsedMs: performance.now() - startedAt, stderr };
}

async function clickHouse(files: IceCreamFiles, out: string): Promise<number> {
  const command = JSON.stringify(join(REPOSITORY, 'commands', 'ratings.ts'));
  // Not resourceUsage().maxRSS: it starts with what the process that forked this one had.
  const code =
    "process.on('exit', () => console.error(fs.readFileSync('/proc/self/status', 'utf8')));" +
    `require(${command})`;
  const { elapsedMs, stderr } = await timed(process.execPath, [
    ...['-r', 'ts-node/register', '-e', code, '--', '--no-report', '--out', out],
    ...['--products', files.productsPath, '--reviews', files.reviewsPath],
  ]);
  const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(stderr)?.[1]) * 1024;
  say(`ClickHouse   ${seconds(elapsedMs)}   peak memory ${formatBytes(peak)}`);
  return elapsedMs;
}

async function spark(python: string, files: IceCreamFiles, out: string): Promise<number> {
  const { elapsedMs } = await timed(python, [
    join(REPOSITORY, 'ratings', 'spark', 'rating_job.py'),
    ...['--master', 'local[2]', '--out', out],
    ...['--products', files.productsPath, '--reviews', files.reviewsPath],
  ]);
  say(`Spark        ${seconds(elapsedMs)}`);
  return elapsedMs;
}

function best(elapsedMs: readonly number[]): number {
  return Math.min(...elapsedMs);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      reviews: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '2' },
    },
  });
  const reviews = positive('--reviews', values.reviews);
  const rounds = positive('--rounds', values.rounds);
  const found = findSparkPython();
  const folder = mkdtempSync(join(tmpdir(), 'viewmarks-ratings-bench-'));
  try {
    const files = writeIceCreamFiles(folder, { products: PRODUCTS, reviews });
    say(
      `${cpus().length} cores, ${formatBytes(totalmem())}; ${formatCount(reviews)} reviews in ` +
        formatBytes(statSync(files.reviewsPath).size),
    );
    const times = { clickHouse: [] as number[], spark: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.clickHouse.push(await clickHouse(files, join(folder, `clickhouse-${round}`)));
      if (found.status === 'found') {
        times.spark.push(await spark(found.python, files, join(folder, `spark-${round}`)));
      }
    }
    if (found.status === 'missing') {
      say(`Spark not run: ${found.reason}`);
      return;
    }
    const ratio = best(times.spark) / best(times.clickHouse);
    say(
      `Spark ${found.sparkVersion} local[2] took ${ratio.toFixed(1)} times as long (best of ${rounds})`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof BadInputError ? 2 : 1;
});
