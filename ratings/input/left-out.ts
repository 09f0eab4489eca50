/** Byte ranges of a file that a reader left out, in order, those that touch made one. */
export class LeftOut {
  readonly #ranges: { from: number; to: number }[] = [];
  #openedAt: number | null = null;

  /** What starts at this offset is left out, up to the next {@link keepFrom}. */
  leaveOutFrom(fileOffset: number): void {
    this.#openedAt ??= fileOffset;
  }

  /** What starts at this offset is kept again. */
  keepFrom(fileOffset: number): void {
    if (this.#openedAt === null) return;
    this.#ranges.push({ from: this.#openedAt, to: fileOffset });
    this.#openedAt = null;
  }

  /** @param fileBytes the file's length, where a range that is still open ends */
  ranges(fileBytes: number): readonly { readonly from: number; readonly to: number }[] {
    return this.#openedAt === null
      ? this.#ranges
      : [...this.#ranges, { from: this.#openedAt, to: fileBytes }];
  }
}
