import type { LineEnds } from '../csv/csv-file';

/** From one byte of a file up to another, which is no longer part of it. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What a reader found out about a file as a whole. */
export interface CheckedFile {
  readonly path: string;
  readonly lineEnds: LineEnds;
  /** Where the records are that were left out, in order. */
  readonly leftOut: readonly ByteRange[];
}

/** Byte ranges of a file that a reader left out, in order, those that touch made one. */
export class LeftOut {
  readonly #ranges: ByteRange[] = [];
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

  /** The ranges that were closed by {@link keepFrom}. */
  get ranges(): readonly ByteRange[] {
    return this.#ranges;
  }
}
