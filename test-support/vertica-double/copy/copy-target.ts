/** Where the data of one COPY goes. */
export interface CopyTarget {
  /** @throws VerticaError when the data so far make the load fail */
  add(piece: Buffer): Promise<void>;
  /**
   * Ends a batch of records.
   *
   * @returns the numbers of its rejected records, 1-based, ascending
   * @throws VerticaError when the rejections make the load fail
   */
  endBatch(): Promise<readonly number[]>;
  /**
   * Loads everything.
   *
   * @returns the number of rows loaded
   * @throws VerticaError when nothing was loaded
   */
  finish(): Promise<number>;
  /** Gives up; nothing is loaded. */
  abandon(): Promise<void>;
}

/** Counts records and forgets them: the least that a server can do with a load. */
export class CountingTarget implements CopyTarget {
  private terminators = 0;
  private lastByte = 0;

  /** @param terminator the record terminator, one byte */
  constructor(private readonly terminator: number) {}

  add(piece: Buffer): Promise<void> {
    let at = piece.indexOf(this.terminator);
    while (at >= 0) {
      this.terminators += 1;
      at = piece.indexOf(this.terminator, at + 1);
    }
    if (piece.length > 0) this.lastByte = piece[piece.length - 1]!;
    return Promise.resolve();
  }

  endBatch(): Promise<readonly number[]> {
    return Promise.resolve([]);
  }

  finish(): Promise<number> {
    const hasOpenRecord = this.lastByte !== 0 && this.lastByte !== this.terminator;
    return Promise.resolve(this.terminators + (hasOpenRecord ? 1 : 0));
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }
}
