/**
 * How many marks one core generates in a second, with chunks of several sizes.
 *
 *     node -r ts-node/register generators/benchmarks/generate.ts [ROWS]
 *
 * Prints marks per second of CPU time (of all threads, so that the garbage collector's help counts)
 * and of wall time, for one pass over ROWS marks (default 4,000,000) after one of 1,000,000 that
 * lets the compiler settle.
 */
import { describeDataset, markChunks } from '..';

const DEFAULT_ROWS = 4_000_000;
const WARM_UP_ROWS = 1_000_000;
const CHUNK_SIZES = [1_000, 10_000, 100_000, 1_000_000];

function generate(rows: number, chunkRows: number): number {
  let made = 0;
  for (const chunk of markChunks(describeDataset({ rows }), chunkRows)) made += chunk.rows;
  return made;
}

const rows = Number(process.argv[2] ?? DEFAULT_ROWS);
generate(WARM_UP_ROWS, CHUNK_SIZES[0]!);
for (const chunkRows of CHUNK_SIZES) {
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const made = generate(rows, chunkRows);
  const cpu = process.cpuUsage(cpuBefore);
  const cpuS = (cpu.user + cpu.system) / 1e6;
  const wallS = (performance.now() - startedMs) / 1000;
  process.stdout.write(
    `chunks of ${String(chunkRows).padStart(7)}: ` +
      `${(made / cpuS / 1e6).toFixed(2)} M marks per CPU-second, ` +
      `${(made / wallS / 1e6).toFixed(2)} M marks/s\n`,
  );
}
