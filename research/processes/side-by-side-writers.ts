/** One piece of work of a writer. */
export interface WriterSample<Result> {
  /** 0 for the first. */
  readonly writer: number;
  readonly elapsedMs: number;
  readonly result: Result;
}

export interface WritersWork<Result> {
  readonly writers: number;
  /** Pieces of work in all; each writer takes the next one that nobody has taken. */
  readonly count: number;
  /** No writer begins another piece, but for its first, once so many milliseconds have gone by. */
  readonly limitMs: number;
  readonly work: (at: number) => Promise<Result>;
}

/**
 * Has several writers work at the same time, each on one piece after the other. Rejects with the first
 * error, when no writer is at work any more.
 *
 * @returns samples in the order in which they ended
 */
export async function workSideBySide<Result>({
  writers,
  count,
  limitMs,
  work,
}: WritersWork<Result>): Promise<readonly WriterSample<Result>[]> {
  const samples: WriterSample<Result>[] = [];
  const startMs = performance.now();
  let next = 0;
  let failed = false;
  const write = async (writer: number): Promise<void> => {
    for (let isFirst = true; next < count && !failed; isFirst = false) {
      const begunMs = performance.now();
      if (!isFirst && begunMs - startMs >= limitMs) return;
      try {
        const result = await work(next++);
        samples.push({ writer, elapsedMs: performance.now() - begunMs, result });
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(
    Array.from({ length: writers }, (_, writer) => write(writer)),
  );
  const rejected = ends.find((end) => end.status === 'rejected');
  if (rejected) throw rejected.reason;
  return samples;
}
