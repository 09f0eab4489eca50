/** What one run of one way took. */
export interface Sample {
  readonly wallMs: number;
  /** User and system time of the whole process, engine included. */
  readonly cpuMs: number;
}

/** A way to do the same work as the others, by name. */
export type Ways = ReadonlyMap<string, () => Promise<unknown>>;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)]!;
}

async function timed(work: () => Promise<unknown>): Promise<Sample> {
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  await work();
  const wallMs = performance.now() - startedMs;
  const cpu = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}

/**
 * Runs every way once a round, in alternating order, so that a machine that is slow for a while is
 * slow for all of them. One round more is run first, to warm up.
 *
 * @param reset puts things back after each run, outside of its time
 * @returns the samples of each way, one a round
 */
export async function runSideBySide(
  ways: Ways,
  rounds: number,
  reset: () => Promise<unknown>,
): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map([...ways.keys()].map((name) => [name, [] as Sample[]]));
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? [...ways] : [...ways].reverse();
    for (const [name, work] of order) {
      const sample = await timed(work);
      if (round > 0) samples.get(name)!.push(sample);
      await reset();
    }
  }
  return samples;
}

/**
 * Prints each way's rate and what share of the ceiling's rate that is. The share is taken within
 * each round; printed are medians and, for the share, the middle half of the rounds.
 *
 * @param rows that each run of each way moved
 */
export function printShares(
  rows: number,
  ceiling: string,
  samples: ReadonlyMap<string, readonly Sample[]>,
): void {
  const best = samples.get(ceiling)!;
  for (const [name, own] of samples) {
    const median = (part: keyof Sample): number =>
      quantile(
        own.map((sample) => sample[part]),
        0.5,
      );
    const share = (part: keyof Sample): string => {
      const perRound = own.map((sample, round) => best[round]![part] / sample[part]);
      const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(perRound, at));
      return `${middle!.toFixed(2)} (${low!.toFixed(2)}-${high!.toFixed(2)})`;
    };
    process.stdout.write(
      `  ${name.padEnd(14)} ${(rows / median('wallMs') / 1000).toFixed(2)} M rows/s, ` +
        `${((median('cpuMs') * 1000) / rows).toFixed(3)} CPU-s per million, ` +
        `of the ceiling: ${share('wallMs')} by wall, ${share('cpuMs')} by CPU\n`,
    );
  }
}
