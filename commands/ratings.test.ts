import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIceCreamFiles } from '../test-support/ice-cream-files';
import { temporaryFolder } from '../test-support/temporary-folder';

const PROGRAM = join(__dirname, 'ratings.ts');

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param nodeArguments before the program; with `-e` the program is loaded by that code */
function start(
  args: readonly string[],
  nodeArguments: readonly string[] = [PROGRAM],
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['-r', 'ts-node/register', ...nodeArguments, ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));
  return { child, ended };
}

const argumentsIn = (folder: string, ...more: string[]): string[] => [
  ...['--products', join(folder, 'products.csv'), '--reviews', join(folder, 'reviews.csv')],
  ...['--out', join(folder, 'out'), ...more],
];

describe('npm run ratings', () => {
  it('rates, shows the best and the worst, and writes the results', async () => {
    const folder = temporaryFolder();
    writeIceCreamFiles(folder, { products: 30, reviews: 500 });
    const { exitCode, stdout, stderr } = await start(argumentsIn(folder)).ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/\d+ of 30 products rated by 500 reviews: method smoothed, prior 5/);
    expect(stdout).toMatch(/ClickHouse [\d.]+ \(embedded\)/);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'charts',
      'products.csv',
      'rating_by_reviews.csv',
      'report.html',
      'report.md',
    ]);
  });

  it.each([
    [['--method', 'seed', '--prior-reviews', '3'], '--prior-reviews: the method seed has no prior'],
    [['--prior-reviews', '-1'], '--prior-reviews'],
    [['--prior-reviews', 'some'], '--prior-reviews: "some" is not a number from 0'],
    [['--engine', 'flink'], 'Allowed choices are clickhouse, spark'],
    [['--skip'], "unknown option '--skip'"],
  ])('called with %j exits with 2 and one line', async (more, line) => {
    const folder = temporaryFolder();
    writeIceCreamFiles(folder, { products: 3, reviews: 3 });
    const { exitCode, stderr } = await start(argumentsIn(folder, ...more)).ended;
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it('exits with 2 at a bad record and names its line and column, or leaves it out and says so', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'products.csv'), 'brand,key\na,1\n');
    writeFileSync(
      join(folder, 'reviews.csv'),
      'brand,key,stars,helpful_yes,helpful_no\na,1,5,0,0\na,1,many,0,0\n',
    );
    const strict = await start(argumentsIn(folder)).ended;
    expect(strict.exitCode).toBe(2);
    expect(strict.stderr).toBe(
      'error: reviews.csv:3:5 (stars): "many" is not a number; write a number from 1 to 5, ' +
        'or leave such records out with --skip-bad\n',
    );
    expect(existsSync(join(folder, 'out'))).toBe(false);
    const lenient = await start(argumentsIn(folder, '--skip-bad')).ended;
    expect(lenient.exitCode).toBe(0);
    expect(lenient.stdout).toMatch(/reviews\.csv +│ stars-not-a-number +│ +1 /);
    expect(readFileSync(join(folder, 'out', 'skipped.csv'), 'utf8')).toContain('reviews.csv,3,5');
  });

  it('interrupted while it reads exits with 130 and leaves nothing half-written', async () => {
    const folder = temporaryFolder();
    writeIceCreamFiles(folder, { products: 10, reviews: 10 });
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const before = readdirSync(folder).sort();
    const { child, ended } = start(argumentsIn(folder, '--reviews', pipe));
    // Opening a pipe for writing waits for its reader: from here on the command is reading.
    const writer = await open(pipe, 'w');
    await writer.write(readFileSync(join(folder, 'reviews.csv')));
    child.kill('SIGINT');
    await writer.close();
    expect((await ended).exitCode).toBe(130);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('needs no more memory for fifteen times as many reviews', async () => {
    const peakMiB = async (reviews: number): Promise<number> => {
      const folder = temporaryFolder();
      writeIceCreamFiles(folder, { products: 100, reviews });
      const code =
        "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS));" +
        `require(${JSON.stringify(PROGRAM)})`;
      const { ended } = start(argumentsIn(folder, '--no-report'), ['-e', code, '--']);
      const { exitCode, stderr } = await ended;
      expect(exitCode).toBe(0);
      return Number(/peak (\d+)/.exec(stderr)![1]) / 1024;
    };
    const few = await peakMiB(40_000);
    const many = await peakMiB(600_000);
    // The larger file alone has 120 MiB.
    expect(many - few).toBeLessThan(60);
    expect(many).toBeLessThan(1024);
  });
});
