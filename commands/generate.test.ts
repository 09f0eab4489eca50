import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFilms, createMarkGenerator, describeDataset, hashDataset } from '../generators';
import { encodeCsv, encodeJsonLines, encodeNative, encodeTsv } from '../marks';

const PROGRAM = join(__dirname, 'generate.ts');
const NODE = [process.execPath, '-r', 'ts-node/register'] as const;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'viewmarks-generate-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function start([command, ...args]: readonly string[], stdio: StdioOptions = 'pipe'): ChildProcess {
  return spawn(command!, args, { stdio });
}

async function end(child: ChildProcess): Promise<Ended> {
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout: Buffer.concat(stdout), stderr };
}

function generate(...args: string[]): Promise<Ended> {
  return end(start([...NODE, PROGRAM, ...args]));
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function expectOneLine(ended: Ended, exitCode: number, line: string): void {
  expect(ended.stderr).toContain(line);
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(ended.exitCode).toBe(exitCode);
}

const spec = describeDataset({ rows: 40_000, seed: 5 });
const marks = createMarkGenerator(spec).generate(0, spec.rows);
const SPEC_FLAGS = ['--rows', '40000', '--seed', '5'];

describe('npm run generate', () => {
  it('writes JSON lines to standard output, and rows, bytes and content hash to standard error', async () => {
    const { exitCode, stdout, stderr } = await generate(...SPEC_FLAGS);
    expect(exitCode).toBe(0);
    expect(stdout.equals(encodeJsonLines(marks))).toBe(true);
    expect(stderr).toBe(
      `rows          40000\nbytes         ${stdout.length}\ncontent hash  ${hashDataset(spec)}\n`,
    );
  });

  it.each([
    ['csv', encodeCsv],
    ['tsv', encodeTsv],
  ] as const)('writes %s with a header when asked to', async (format, encode) => {
    const out = join(folder, 'marks');
    const { exitCode, stdout } = await generate(
      ...[...SPEC_FLAGS, '--format', format, '--header', '--out', out],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toHaveLength(0);
    const written = readFileSync(out);
    const [header] = written.toString('latin1', 0, 200).split('\n', 1) as [string];
    expect(header.split(/[,\t]/)[0]).toBe('mark_id');
    expect(written.subarray(header.length + 1).equals(encode(marks))).toBe(true);
    expect(readdirSync(folder)).toEqual(['marks']);
  });

  it('writes Native blocks, one behind the other', async () => {
    const { stdout } = await generate(...SPEC_FLAGS, '--format', 'native');
    const generator = createMarkGenerator(spec);
    const blocks = [generator.generate(0, 32_768), generator.generate(32_768, 40_000 - 32_768)];
    expect(stdout.equals(Buffer.concat(blocks.map(encodeNative)))).toBe(true);
  });

  it('passes every option on to the dataset, and writes the catalogue beside the marks', async () => {
    const out = join(folder, 'marks.jsonl');
    const filmsOut = join(folder, 'films.jsonl');
    const { exitCode, stderr } = await generate(
      ...['--rows', '2e3', '--seed', '9', '--films', '5', '--viewers', '7', '--days', '3'],
      ...['--start-day', '2025-12-30', '--mark-every', '20', '--late-share', '0.1'],
      ...['--out-of-order-share', '.2', '--resent-share', '0.3', '--unknown-film-share', '0.4'],
      ...['--out', out, '--films-out', filmsOut],
    );
    expect(exitCode).toBe(0);
    const wanted = describeDataset({
      rows: 2_000,
      seed: 9,
      films: 5,
      viewers: 7,
      days: 3,
      startDay: '2025-12-30',
      markEveryS: 20,
      lateShare: 0.1,
      outOfOrderShare: 0.2,
      resentShare: 0.3,
      unknownFilmShare: 0.4,
    });
    expect(stderr).toContain(hashDataset(wanted));
    const films = readFileSync(filmsOut, 'utf8').trimEnd().split('\n');
    expect(films.map((line): unknown => JSON.parse(line))).toEqual(
      createFilms(wanted).map((film) => ({
        film_id: film.filmId,
        title: film.title,
        duration_s: film.durationS,
        genres: film.genres,
        release_year: film.releaseYear,
      })),
    );
  });

  it('replaces a file that is there only with --force', async () => {
    const out = join(folder, 'marks.tsv');
    writeFileSync(out, 'precious');
    const args = ['--rows', '10', '--format', 'tsv', '--out', out];
    expectOneLine(await generate(...args), 2, `--out: ${out} is there already; add --force`);
    expect(readFileSync(out, 'utf8')).toBe('precious');
    expect((await generate(...args, '--force')).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(11);
    expect(readdirSync(folder)).toEqual(['marks.tsv']);
  });

  it('does not write into the unfinished file of another run', async () => {
    const out = join(folder, 'marks');
    writeFileSync(`${out}.partial`, 'half');
    expectOneLine(await generate('--rows', '10', '--out', out), 2, 'another run writes it');
    expect(readFileSync(`${out}.partial`, 'utf8')).toBe('half');
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['no/such/folder/marks', 'no/such/folder/marks.partial cannot be written (ENOENT)'],
    ['directory', 'directory is there and is not a regular file'],
  ])('refuses to write to %s and writes no films either', async (path, problem) => {
    mkdirSync(join(folder, 'directory'));
    const ended = await generate(
      ...['--rows', '10', '--out', join(folder, path), '--films-out', join(folder, 'films')],
    );
    expectOneLine(ended, 2, problem);
    expect(readdirSync(folder)).toEqual(['directory']);
  });

  it.each([
    [[], "required option '--rows <n>' not specified"],
    [['--rows', '0'], '--rows: "0" is not a whole number from 1 to 10000000000'],
    [['--rows', 'many'], '--rows: "many" is not a whole number'],
    [['--rows', '10', '--format', 'xml'], 'Allowed choices are jsonl, csv, tsv, native'],
    [['--rows', '10', '--header'], '--header: jsonl has no header'],
    [['--rows', '10', '--start-day', 'today'], '--start-day: "today" and 30 days are not a period'],
    [['--rows', '10', '--late-share', 'some'], '--late-share: "some" is not a number'],
    [['--rows', '10', '--late-share', '0.9'], '--late-share: 0.9 is not a share from 0 to 0.5'],
    [['--rows', '10', '--films-out', '-'], '--films-out: "-" cannot take the films'],
    [['--rows', '10', '--out', 'x', '--films-out', 'x'], '--films-out: "x" cannot take the films'],
    [['--rows', '200000001', '--days', '2'], '--days: 200000001 rows in 2 days are more than'],
  ])('called with %j ends with 2 and one line', async (args, line) => {
    const ended = await generate(...args);
    expectOneLine(ended, 2, line);
    expect(ended.stdout).toHaveLength(0);
  });

  it('ends quietly when the reader has read enough', async () => {
    const child = start([...NODE, PROGRAM, '--rows', '1e9']);
    const ending = end(child);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ending).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('leaves nothing behind on Ctrl-C', async () => {
    const out = join(folder, 'marks');
    const films = join(folder, 'films');
    const child = start([...NODE, PROGRAM, '--rows', '1e9', '--out', out, '--films-out', films]);
    const ending = end(child);
    await waitFor(() => existsSync(`${out}.partial`));
    child.kill('SIGINT');
    expectOneLine(await ending, 130, 'stopped; nothing half-written was kept');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends on Ctrl-C also when its reader has stopped reading', async () => {
    const child = start([...NODE, PROGRAM, '--rows', '1e9']);
    await once(child.stdout!, 'readable');
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    child.stdout?.destroy();
  });

  it('keeps nothing of a file that could not be written to its end', async () => {
    const out = join(folder, 'marks');
    const limited = ['sh', '-c', 'ulimit -f 50000; exec "$0" "$@"', ...NODE, PROGRAM];
    const ended = await end(start([...limited, '--rows', '400000', '--out', out]));
    expectOneLine(ended, 1, `error: cannot write ${out}: EFBIG`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says that standard output was redirected to a full disk',
    async () => {
      const full = openSync('/dev/full', 'w');
      const ended = await end(start([...NODE, PROGRAM, '--rows', '10'], ['ignore', full, 'pipe']));
      closeSync(full);
      expectOneLine(ended, 1, 'error: cannot write standard output: ENOSPC');
    },
  );

  it('needs no more memory for more rows', async () => {
    const preload = join(folder, 'peak-memory.js');
    writeFileSync(
      preload,
      `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS));`,
    );
    const child = start(
      [...NODE, '-r', preload, PROGRAM, '--rows', '3000000'],
      ['ignore', 'ignore', 'pipe'],
    );
    const { exitCode, stderr } = await end(child);
    expect(exitCode).toBe(0);
    // The JSON lines are 670 MB.
    expect(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024).toBeLessThan(350);
  });
});
