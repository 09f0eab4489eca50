/**
 * What a Vertica load costs this side: encoding, the driver, the socket.
 *
 *     npm run bench:vertica-client -- [ROUNDS]
 *
 * NOT A MEASUREMENT OF VERTICA. The server is the wire double in a process of its own, told to count
 * rows and to store none; it shares the machine's cores with the client. Each cell is a loading process
 * of its own of compiled code (`vertica-load.mjs`). Printed are medians over rounds that take turns; CPU
 * seconds and memory are of the loading process, its batch of marks included.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnVerticaDouble } from '../../test-support/vertica-double/spawn-vertica-double';
import { openStorage } from '../open-storage';

const run = promisify(execFile);

const DEFAULT_ROUNDS = 5;

interface LoadOrder {
  readonly format: 'copy' | 'values';
  readonly batchRows: number;
  readonly batches: number;
  /** Whether the marks carry their topic, partition and offset. */
  readonly hasOrigin: boolean;
}

interface LoadFigures {
  readonly rows: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly encodeMs: number;
  readonly wireBytes: number;
  readonly rssBeforeBytes: number;
  readonly peakRssBytes: number;
}

const copy = { format: 'copy', batchRows: 100_000, batches: 10, hasOrigin: false } as const;

const SPEED_CELLS: Readonly<Record<string, LoadOrder>> = {
  'copy, 100,000 a batch': copy,
  'copy, 1,000,000 a batch': { ...copy, batchRows: 1_000_000, batches: 2 },
  'copy with offsets, 100,000 a batch': { ...copy, hasOrigin: true },
  'values (INSERT of 100 rows), 10,000 a batch': {
    format: 'values',
    batchRows: 10_000,
    batches: 2,
    hasOrigin: false,
  },
};

const MEMORY_CELLS: readonly LoadOrder[] = [
  { ...copy, batches: 1 },
  { ...copy, batches: 300 },
  { ...copy, batchRows: 1_000_000, batches: 1 },
  { ...copy, batchRows: 1_000_000, batches: 20 },
];

async function load(url: string, order: LoadOrder): Promise<LoadFigures> {
  const { stdout } = await run(process.execPath, [
    join(__dirname, 'vertica-load.mjs'),
    JSON.stringify({ ...order, url }),
  ]);
  return JSON.parse(stdout) as LoadFigures;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const thousands = (rowsPerSecond: number): string => `${Math.round(rowsPerSecond / 1000)} k`;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

function speedLine(name: string, samples: readonly LoadFigures[]): string {
  const rates = samples.map(({ rows, elapsedMs }) => (rows / elapsedMs) * 1000);
  const perMillion = (ms: (sample: LoadFigures) => number): string =>
    median(samples.map((sample) => (ms(sample) * 1000) / sample.rows)).toFixed(2);
  const bytesPerRow = samples[0]!.wireBytes / samples[0]!.rows;
  return (
    `${name.padEnd(46)}${thousands(median(rates))} rows/s ` +
    `(${thousands(Math.min(...rates))} to ${thousands(Math.max(...rates))}), ` +
    `${perMillion(({ cpuMs }) => cpuMs)} CPU-s per million, ` +
    `${perMillion(({ encodeMs }) => encodeMs)} s of it encoding, ${bytesPerRow.toFixed(0)} bytes a mark`
  );
}

function memoryLine({ batchRows, batches }: LoadOrder, figures: LoadFigures): string {
  const { wireBytes, rssBeforeBytes, peakRssBytes } = figures;
  return (
    `${String(batches).padStart(4)} loads of ${batchRows.toLocaleString('en')}: ` +
    `${mebibytes(wireBytes)} sent, ${mebibytes(rssBeforeBytes)} before, peak ${mebibytes(peakRssBytes)}`
  );
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS);
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const double = await spawnVerticaDouble({ sink: true });
  try {
    const storage = await openStorage(double.url);
    await storage.createSchema();
    await storage.close();
    print('CLIENT SIDE ONLY, into a test double that stores nothing: no measurement of Vertica.');
    print(`server: ${storage.identity.engineVersion}`);
    const cells = Object.entries(SPEED_CELLS).map(([name, order]) => ({
      name,
      order,
      samples: [] as LoadFigures[],
    }));
    for (let round = 0; round < rounds; round++) {
      for (const { order, samples } of cells) samples.push(await load(double.url, order));
    }
    for (const { name, samples } of cells) print(speedLine(name, samples));
    print('memory of the loading process:');
    for (const order of MEMORY_CELLS) print(memoryLine(order, await load(double.url, order)));
  } finally {
    await double.stop();
  }
}

void main();
