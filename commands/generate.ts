import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { BadInputError } from '../errors';
import {
  createFilms,
  DatasetHasher,
  type DatasetOptions,
  type DatasetSpec,
  describeDataset,
  markChunks,
} from '../generators';
import {
  CSV_HEADER,
  encodeCsv,
  encodeJsonLines,
  encodeNative,
  encodeTsv,
  type Film,
  type MarkColumns,
  TSV_HEADER,
} from '../marks';
import { wholeNumber } from './number-option';
import {
  openFileTarget,
  openStandardOutput,
  type OutputTarget,
  ReaderGoneError,
} from './output-target';
import { startProgress } from './progress';
import { type CommandContext, runCommand } from './run-command';

interface Format {
  readonly encode: (columns: MarkColumns) => Buffer;
  /** The line of field names, in formats that have one. */
  readonly header?: Buffer;
}

const FORMATS = {
  jsonl: { encode: encodeJsonLines },
  csv: { encode: encodeCsv, header: CSV_HEADER },
  tsv: { encode: encodeTsv, header: TSV_HEADER },
  native: { encode: encodeNative },
} as const satisfies Record<string, Format>;

type FormatName = keyof typeof FORMATS;

interface GenerateFlags extends DatasetOptions {
  readonly format: FormatName;
  readonly out: string;
  readonly filmsOut?: string;
  readonly header?: true;
  readonly force?: true;
  readonly markEvery?: number;
}

/** Rows that are made, encoded and written at a time: what the command holds in memory. */
const CHUNK_ROWS = 32_768;

const STANDARD_OUTPUT = '-';

/** The flags of the dataset, by the option that each sets. */
const DATASET_FLAGS: Readonly<Record<keyof DatasetOptions, string>> = {
  rows: '--rows',
  seed: '--seed',
  films: '--films',
  viewers: '--viewers',
  startDay: '--start-day',
  days: '--days',
  markEveryS: '--mark-every',
  lateShare: '--late-share',
  outOfOrderShare: '--out-of-order-share',
  resentShare: '--resent-share',
  unknownFilmShare: '--unknown-film-share',
};

function decimal(flag: string): (text: string) => number {
  return (text) => {
    if (/^\d*\.?\d+$/.test(text)) return Number(text);
    throw new BadInputError(
      flag,
      `${JSON.stringify(text)} is not a number`,
      `write for example ${flag} 0.05`,
    );
  };
}

const program = new Command('generate')
  .description(
    'Writes a synthetic dataset of view marks: the same marks for the same flags, on any machine.',
  )
  .requiredOption('--rows <n>', 'marks in total', wholeNumber('--rows', 1, 10_000_000_000))
  .option('--seed <n>', 'another seed, other data', wholeNumber('--seed', 0, 2 ** 32 - 1), 1)
  .addOption(
    new Option('--format <name>', 'how marks are written')
      .choices(Object.keys(FORMATS))
      .default('jsonl'),
  )
  .option('--out <file>', 'where to; - is standard output', STANDARD_OUTPUT)
  .option('--header', 'begin with a line of field names (csv and tsv)')
  .option('--films-out <file>', 'also write the films catalogue there, as JSON lines')
  .option('--force', 'replace files that are there')
  .option('--films <n>', 'films of the catalogue', wholeNumber('--films', 1, 1_000_000))
  .option('--viewers <n>', 'people who may watch', wholeNumber('--viewers', 1, 100_000_000))
  .option('--start-day <day>', 'first day, YYYY-MM-DD, UTC (default: 2026-01-01)')
  .option('--days <n>', 'days that the marks are spread over', wholeNumber('--days', 1, 3_660))
  .option('--mark-every <s>', 'seconds between two marks', wholeNumber('--mark-every', 1, 600))
  .option('--late-share <x>', 'marks ten minutes late or more', decimal('--late-share'))
  .option('--out-of-order-share <x>', 'marks overtaken', decimal('--out-of-order-share'))
  .option('--resent-share <x>', 'marks sent again', decimal('--resent-share'))
  .option('--unknown-film-share <x>', 'marks of unknown films', decimal('--unknown-film-share'))
  .addHelpText(
    'after',
    `
Formats: jsonl is the form that marks have in Kafka; native is ClickHouse's Native, for
INSERT ... FORMAT Native. A file appears under its name when it is whole; until then it is
FILE.partial. Rows, bytes and the content hash of the marks (the same in every format) are printed
on standard error. How the data come about: generators/README.md.

Exit code 0: done. 1: failed. 2: wrong usage. 130, 143: stopped by a signal.`,
  );

function specOf(flags: GenerateFlags): DatasetSpec {
  try {
    const { markEvery, ...options } = flags;
    return describeDataset(
      markEvery === undefined ? options : { ...options, markEveryS: markEvery },
    );
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    const flag = DATASET_FLAGS[error.field as keyof DatasetOptions];
    throw new BadInputError(flag, error.problem, error.fix, { cause: error });
  }
}

function checkFlags({ format, header, out, filmsOut }: GenerateFlags): void {
  if (header && (format === 'jsonl' || format === 'native')) {
    throw new BadInputError('--header', `${format} has no header`, 'use it with csv or tsv');
  }
  if (filmsOut === STANDARD_OUTPUT || filmsOut === out) {
    throw new BadInputError(
      '--films-out',
      `${JSON.stringify(filmsOut)} cannot take the films`,
      'give a file that is not the one of the marks',
    );
  }
}

function filmLine({ filmId, title, durationS, genres, releaseYear }: Film): string {
  return `${JSON.stringify({
    film_id: filmId,
    title,
    duration_s: durationS,
    genres,
    release_year: releaseYear,
  })}\n`;
}

async function writeMarks(
  spec: DatasetSpec,
  { encode, header }: Format,
  target: OutputTarget,
  isShown: boolean,
  signal: AbortSignal,
): Promise<string> {
  const hasher = new DatasetHasher();
  const progress = isShown ? startProgress('generate', spec.rows, { unit: 'marks' }) : undefined;
  let bytes = 0;
  const write = async (body: Buffer): Promise<void> => {
    await target.write(body);
    bytes += body.length;
  };
  try {
    if (header) await write(header);
    for (const chunk of markChunks(spec, CHUNK_ROWS)) {
      hasher.update(chunk);
      await write(encode(chunk));
      progress?.advance(chunk.rows);
      // A write that ends at once gives signals no turn.
      await nextTurn(undefined, { signal });
    }
  } finally {
    progress?.stop();
  }
  return `rows          ${spec.rows}\nbytes         ${bytes}\ncontent hash  ${hasher.digest()}\n`;
}

async function generate({ signal }: CommandContext): Promise<void> {
  const flags = program.opts<GenerateFlags>();
  checkFlags(flags);
  const spec = specOf(flags);
  const { format, out, filmsOut, header, force = false } = flags;
  const isToStdout = out === STANDARD_OUTPUT;
  const targets: OutputTarget[] = [];
  const open = async (opening: Promise<OutputTarget> | OutputTarget): Promise<OutputTarget> => {
    const target = await opening;
    targets.push(target);
    return target;
  };
  try {
    const films =
      filmsOut === undefined
        ? undefined
        : await open(openFileTarget('--films-out', filmsOut, force));
    const marks = await open(
      isToStdout ? openStandardOutput(signal) : openFileTarget('--out', out, force),
    );
    await films?.write(Buffer.from(createFilms(spec).map(filmLine).join('')));
    const { encode, header: names }: Format = FORMATS[format];
    const isShown = !(isToStdout && process.stdout.isTTY);
    const summary = await writeMarks(
      spec,
      header && names ? { encode, header: names } : { encode },
      marks,
      isShown,
      signal,
    );
    for (const target of targets) await target.finish();
    process.stderr.write(summary);
  } catch (error) {
    for (const target of targets) await target.discard();
    if (error instanceof ReaderGoneError) return;
    if (signal.aborted) process.stderr.write('stopped; nothing half-written was kept\n');
    throw error;
  }
}

void runCommand(program, generate);
