/** Lets one loop wait until something has changed. */
export class WakeUp {
  #wake: (() => void) | undefined;
  #pending = false;

  /** Ends the wait, or the next one when nobody waits. */
  wake(): void {
    this.#pending = true;
    this.#wake?.();
  }

  /**
   * Waits for `wake`, at most so many milliseconds.
   *
   * @returns false when the time ran out
   */
  async wait(withinMs?: number): Promise<boolean> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    const woken = this.#pending;
    this.#pending = false;
    return woken;
  }
}
