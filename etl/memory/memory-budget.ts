/**
 * One bound for the bytes that all partitions hold. Above it nobody takes records any more, until so
 * much was delivered that use has fallen below the resume mark: between the two marks a partition
 * neither stops nor goes on, or it would do both for every batch.
 */
export class MemoryBudget {
  #usedBytes = 0;
  #isFull = false;
  #waiting: (() => void)[] = [];
  readonly #resumeBytes: number;
  readonly #onFull = new Set<() => void>();

  /** @param resumeShare of `maxBytes`, below which waiting ends */
  constructor(
    readonly maxBytes: number,
    resumeShare = 0.7,
  ) {
    this.#resumeBytes = maxBytes * resumeShare;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether partitions wait. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Called when the bound is passed: whoever holds bytes that wait for more shall deliver them. */
  onFull(listener: () => void): void {
    this.#onFull.add(listener);
  }

  take(bytes: number): void {
    this.#usedBytes += bytes;
    if (this.#isFull || this.#usedBytes < this.maxBytes) return;
    this.#isFull = true;
    for (const listener of this.#onFull) listener();
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes;
    if (!this.#isFull || this.#usedBytes > this.#resumeBytes) return;
    this.#isFull = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  /** Resolves when there is room, or when the signal aborts. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.#isFull && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          signal.removeEventListener('abort', go);
          resolve();
        };
        signal.addEventListener('abort', go);
        this.#waiting.push(go);
      });
    }
  }
}
