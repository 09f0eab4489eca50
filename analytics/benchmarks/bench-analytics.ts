/** `npm run bench:analytics`: what the analysts' layer answers in, what it costs, and how both grow. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { runCommand } from '../../commands/run-command';
import { wholeNumber } from '../../commands/number-option';
import { refreshFilmTable } from '../film-table';
import { type LoadedDataset, loadDataset } from './dataset';
import { measureDisk } from './measure-disk';
import { measureInsertCost } from './measure-inserts';
import { measureIdle, measureWhileWriting, type QuestionTiming } from './measure-questions';

const PARTS = ['load', 'questions', 'writing', 'inserts'] as const;

interface BenchFlags {
  readonly rows: number;
  readonly asked: number;
  readonly parts: (typeof PARTS)[number][];
  readonly data?: string;
}

const program = new Command('bench:analytics')
  .description("Measures the analysts' layer on embedded ClickHouse, every answer checked.")
  .option('--rows <n>', 'marks', wholeNumber('--rows', 10_000, 1_000_000_000), 1_000_000)
  .option('--asked <n>', 'times that a question is asked', wholeNumber('--asked', 1, 10_000), 40)
  .addOption(new Option('--parts <name...>', 'what is measured').choices(PARTS).default([...PARTS]))
  .option(
    '--data <dir>',
    'keep the data here, and use what is there (default: a temporary folder)',
  );

const print = (line = ''): void => void process.stdout.write(`${line}\n`);
const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

function printTimings(timings: readonly QuestionTiming[]): void {
  print('| question | from | state | asked | median ms | p95 ms | slowest ms |');
  print('| :-- | :-- | :-- | --: | --: | --: | --: |');
  for (const { question, source, state, asked, medianMs, p95Ms, slowestMs } of timings) {
    print(
      `| ${question} | ${source} | ${state} | ${asked} | ${ms(medianMs)} | ${ms(p95Ms)} | ${ms(slowestMs)} |`,
    );
  }
  print();
}

async function printDisk({ database }: LoadedDataset): Promise<void> {
  const sizes = await measureDisk(database);
  const marks = sizes.find(({ table }) => table === 'view_marks')!;
  print('| table | rows | MiB | share of the marks |');
  print('| :-- | --: | --: | --: |');
  for (const { table, rows, bytes } of sizes) {
    const share = ((100 * bytes) / marks.bytes).toFixed(2);
    print(`| ${table} | ${rows} | ${mib(bytes)} | ${share} % |`);
  }
  print();
}

async function printQuestions(folder: string, { rows, asked, parts }: BenchFlags): Promise<void> {
  const data = await loadDataset(folder, rows);
  try {
    const { oracle, insertMs } = data;
    const loaded =
      insertMs === undefined
        ? 'found in the folder'
        : `loaded at ${Math.round(rows / (insertMs / 1000))} marks/s with rollups`;
    print(`${rows} marks of ${oracle.tally.viewers} viewers of films, ${loaded}`);
    print();
    if (parts.includes('questions')) {
      const startedAt = performance.now();
      await refreshFilmTable(data.database);
      print(`film table refreshed in ${ms(performance.now() - startedAt)} ms`);
      await printDisk(data);
      printTimings(await measureIdle(data, asked));
    }
    if (parts.includes('writing')) {
      const { timings, writtenRows } = await measureWhileWriting(data, asked);
      print(`while ${writtenRows} marks were inserted in batches of 100000:`);
      print();
      printTimings(timings);
    }
  } finally {
    await data.close();
  }
}

async function printInserts(folder: string, rows: number): Promise<void> {
  print('| batch | batches | time with rollups over time without | 95 % interval |');
  print('| --: | --: | --: | --: |');
  for (const [batchRows, batches] of [
    [10_000, 60],
    [100_000, 40],
    [1_000_000, 8],
  ] as const) {
    // Batches come from the last tenth of the dataset.
    if (rows / 10 < 2 * batchRows) continue;
    const { ratio, batches: measured } = await measureInsertCost(folder, rows, batchRows, batches);
    print(
      `| ${batchRows} | ${measured} | ${ratio.ratio.toFixed(2)} | ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)} |`,
    );
  }
  print();
}

void runCommand(program, async () => {
  const flags = program.opts<BenchFlags>();
  const temporary =
    flags.data === undefined ? mkdtempSync(join(tmpdir(), 'viewmarks-analytics-')) : undefined;
  const folder = flags.data ?? temporary!;
  try {
    print(`${cpus().length} cores, load average ${loadavg()[0]!.toFixed(1)} at the start`);
    if (flags.parts.some((part) => part !== 'inserts')) await printQuestions(folder, flags);
    if (flags.parts.includes('inserts')) await printInserts(folder, flags.rows);
    print(`load average ${loadavg()[0]!.toFixed(1)} at the end`);
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
});
