import { readFileSync } from 'node:fs';

export const MEMORY_SAMPLED_EVERY_MS = 100;

/** A resident set in bytes from /proc; undefined where there is none or the process is gone. */
function residentBytes(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}

export interface PeakMemory {
  readonly peakTotalRssBytes: number;
  readonly sampledEveryMs: number;
  readonly samples: number;
}

/**
 * Adds up the resident sets of this process and the ones it watches, many times a second, and keeps
 * the greatest sum. Pages shared between processes count for each, so the sum is never too small but
 * for peaks shorter than the sampling.
 */
export class MemoryWatch {
  readonly #pids = new Set<number>([process.pid]);
  #timer: NodeJS.Timeout | undefined;
  #peakTotalRssBytes = 0;
  #samples = 0;

  start(): void {
    this.#timer = setInterval(() => {
      this.#sample();
    }, MEMORY_SAMPLED_EVERY_MS);
    this.#timer.unref();
    this.#sample();
  }

  /** Of the watched processes, without this one. */
  get pids(): readonly number[] {
    return [...this.#pids].filter((pid) => pid !== process.pid);
  }

  watch(pid: number): void {
    this.#pids.add(pid);
  }

  forget(pid: number): void {
    this.#pids.delete(pid);
  }

  /** Ends the sampling; null where the operating system does not tell. */
  stop(): PeakMemory | null {
    clearInterval(this.#timer);
    this.#sample();
    if (this.#peakTotalRssBytes === 0) return null;
    return {
      peakTotalRssBytes: this.#peakTotalRssBytes,
      sampledEveryMs: MEMORY_SAMPLED_EVERY_MS,
      samples: this.#samples,
    };
  }

  #sample(): void {
    let total = 0;
    for (const pid of this.#pids) total += residentBytes(pid) ?? 0;
    this.#peakTotalRssBytes = Math.max(this.#peakTotalRssBytes, total);
    this.#samples++;
  }
}
