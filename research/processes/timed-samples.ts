import { Bench } from 'tinybench';

export interface TimedSample<Result> {
  readonly elapsedMs: number;
  /** User and system CPU of this process, all its threads, during `elapsedMs`. */
  readonly cpuMs: number;
  readonly result: Result;
}

export interface TimedWork<Input, Result> {
  readonly maxSamples: number;
  /** Makes the sample's input, untimed. */
  readonly prepare: (at: number) => Input | Promise<Input>;
  /** What is timed: one sample a call. */
  readonly run: (input: Input) => Promise<Result>;
  /** Asked after each sample but the last; false ends the sampling. */
  readonly goOn: (samples: readonly TimedSample<Result>[]) => boolean;
}

/**
 * Times calls one after the other with tinybench: its clock, its loop, its untimed hooks, its own
 * warm-up off. Rejects with the first error of the work.
 *
 * tinybench keeps samples sorted and without what the call returned; each call therefore reads the
 * bench's clock itself and hands the duration over (`overriddenDuration`), so that a sample stays
 * with its result and its place in time.
 */
export async function timedSamples<Input, Result>({
  maxSamples,
  prepare,
  run,
  goOn,
}: TimedWork<Input, Result>): Promise<readonly TimedSample<Result>[]> {
  const samples: TimedSample<Result>[] = [];
  const enough = new AbortController();
  let input: Input;
  let cpuBefore: NodeJS.CpuUsage;
  let judged = 0;
  const bench = new Bench({ iterations: maxSamples, time: 0, warmup: false, throws: true });
  bench.add(
    'work',
    async () => {
      const start = bench.now();
      const result = await run(input);
      const elapsedMs = bench.now() - start;
      const { user, system } = process.cpuUsage(cpuBefore);
      samples.push({ elapsedMs, cpuMs: (user + system) / 1000, result });
      return { overriddenDuration: elapsedMs };
    },
    {
      async: true,
      signal: enough.signal,
      beforeEach: async () => {
        input = await prepare(samples.length);
        cpuBefore = process.cpuUsage();
      },
      afterEach: () => {
        // Also called after work that failed, which must not be asked whether to go on.
        const isNew = samples.length > judged;
        judged = samples.length;
        if (isNew && samples.length < maxSamples && !goOn(samples)) enough.abort();
      },
    },
  );
  await bench.run();
  return samples;
}
