import { setTimeout as wait } from 'node:timers/promises';

/** One piece of work that was due at a moment of the schedule, whatever went on then. */
export interface DueSample<Result> {
  /** Milliseconds from the start of the schedule. */
  readonly dueMs: number;
  /** From due to begun: what came before was not done yet. */
  readonly waitMs: number;
  /** From begun to done. */
  readonly elapsedMs: number;
  readonly result: Result;
}

export interface OpenLoop<Result> {
  /** `performance.now()` at the start of the schedule; several loops can share it. */
  readonly startMs: number;
  /** Milliseconds between two due times; the first is due at the start. */
  readonly everyMs: number;
  /** Pieces of work in all. */
  readonly count: number;
  readonly work: (at: number) => Promise<Result>;
}

/**
 * Does work by the clock, one piece after the other: a piece that is due while another is under way
 * waits, and the schedule does not wait with it. So a slow answer is followed by late ones, which a
 * loop that only asks when it was answered would never have asked (coordinated omission).
 *
 * Rejects with the first error of the work.
 */
export async function openLoop<Result>({
  startMs,
  everyMs,
  count,
  work,
}: OpenLoop<Result>): Promise<readonly DueSample<Result>[]> {
  const samples: DueSample<Result>[] = [];
  for (let at = 0; at < count; at++) {
    const dueMs = at * everyMs;
    const earlyMs = startMs + dueMs - performance.now();
    if (earlyMs > 0) await wait(earlyMs);
    const begunMs = performance.now() - startMs;
    const result = await work(at);
    samples.push({
      dueMs,
      // A timer may fire a fraction of a millisecond early.
      waitMs: Math.max(0, begunMs - dueMs),
      elapsedMs: performance.now() - startMs - begunMs,
      result,
    });
  }
  return samples;
}
