/**
 * What it costs this side to turn marks into the body of an HTTP insert.
 *
 *     node -r ts-node/register loaders/benchmarks/http-encode.ts [ROUNDS]
 *
 * Native is the loader's default; JSON lines are this project's own writer of text, and objects are
 * what the client's `insert` is given by most programs and makes text of itself. CPU seconds are of
 * the whole process, so that the garbage collector's help counts; printed are medians over rounds
 * that take turns, after one that lets the compiler settle. Nothing is sent.
 */
import { describeDataset, markChunks } from '../../generators';
import { encodeJsonLines, encodeNative, type MarkColumns } from '../../marks';
import { markObjects } from '../clickhouse/http/insert-json-each-row';

const BATCH_ROWS = 100_000;
const BATCHES = 5;
const DEFAULT_ROUNDS = 9;

const ENCODERS: ReadonlyMap<string, (columns: MarkColumns) => number> = new Map([
  ['native', (columns) => encodeNative(columns).length],
  ['json lines', (columns) => encodeJsonLines(columns).length],
  [
    'objects',
    (columns) =>
      markObjects(columns)
        .map((object) => `${JSON.stringify(object)}\n`)
        .join('').length,
  ],
]);

const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS);
const batches = [...markChunks(describeDataset({ rows: BATCH_ROWS * BATCHES }), BATCH_ROWS)];
const cpuSeconds = new Map([...ENCODERS.keys()].map((name) => [name, [] as number[]]));

for (let round = 0; round <= rounds; round++) {
  for (const [name, encode] of ENCODERS) {
    const before = process.cpuUsage();
    let bytes = 0;
    for (const batch of batches) bytes += encode(batch);
    const used = process.cpuUsage(before);
    if (bytes === 0) throw new Error(`${name} made nothing`);
    if (round > 0) cpuSeconds.get(name)!.push((used.user + used.system) / 1e6);
  }
}

for (const [name, samples] of cpuSeconds) {
  const perMillion = samples
    .map((seconds) => (seconds * 1e6) / (BATCH_ROWS * BATCHES))
    .sort((a, b) => a - b);
  process.stdout.write(
    `${name.padEnd(10)} ${perMillion[Math.floor(rounds / 2)]!.toFixed(3)} CPU-s per million marks ` +
      `(${perMillion[0]!.toFixed(3)} to ${perMillion.at(-1)!.toFixed(3)})\n`,
  );
}
