/** A transaction that was rolled back, as a fetch lists it. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  /** Of its first record in the partition. */
  readonly firstOffset: number;
}

/** The one field of a record batch's header that tells of a transaction's end. */
export type BatchKind = 'plain' | 'transactional' | 'abort-marker' | 'other-marker';

/**
 * Tells records of rolled-back transactions apart, batch by batch in the order of offsets: from a
 * transaction's first offset to its abort marker, every transactional batch of its producer is
 * aborted (KIP-98, "Reading transactional messages").
 */
export class AbortedTransactions {
  private readonly pending: AbortedTransaction[];
  private readonly open = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.pending = [...aborted].sort((a, b) => b.firstOffset - a.firstOffset);
  }

  /** Whether a consumer must pass this batch over: aborted, or not records but a marker. */
  skips(kind: BatchKind, producerId: bigint, lastOffset: number): boolean {
    for (let next = this.pending.at(-1); next; next = this.pending.at(-1)) {
      if (next.firstOffset > lastOffset) break;
      this.open.add(next.producerId);
      this.pending.pop();
    }
    switch (kind) {
      case 'plain':
        return false;
      case 'transactional':
        return this.open.has(producerId);
      case 'abort-marker':
        this.open.delete(producerId);
        return true;
      case 'other-marker':
        return true;
    }
  }
}
