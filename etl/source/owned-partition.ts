import type { Membership } from './group';
import type { Assignment, FetchedRecords } from './mark-source';
import type { PartitionAnswer } from './fetching';

/** One partition in the time in which it is this process's: where it is read, and whether it may be. */
export class OwnedPartition {
  readonly assignment: Assignment;
  /** Offset of the next fetch; null until the handler has said where to begin. */
  position: number | null = null;
  paused = false;
  /** Records of it are with the handler. */
  busy = false;
  /** Fetches of it in a row that came corrupt. */
  corruptFetches = 0;
  private seeks = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
    epoch: number,
    readonly membership: Membership,
  ) {
    this.assignment = { topic, partition, epoch, isCurrent: () => membership.isCurrent() };
  }

  get name(): string {
    return `${this.topic}:${this.partition}`;
  }

  /** Whether a fetch may be sent for it now. */
  get wantsRecords(): boolean {
    return this.position !== null && !this.paused && !this.busy && this.membership.isCurrent();
  }

  /** Begins where the handler said, unless it has sought elsewhere meanwhile. */
  begin(fromOffset: number): void {
    if (this.seeks === 0) this.position = fromOffset;
  }

  seek(offset: number): void {
    this.seeks++;
    this.position = offset;
  }

  /** Remembers the place, to find out later whether a seek came between. */
  mark(): { readonly moved: () => boolean } {
    const { seeks } = this;
    return { moved: () => this.seeks !== seeks };
  }

  fetched(answer: PartitionAnswer & { readonly status: 'records' }): FetchedRecords {
    const { highWatermark, endOffset, byteLength } = answer;
    return {
      assignment: this.assignment,
      fromOffset: this.position!,
      endOffset,
      highWatermark,
      byteLength,
      records: () => answer.records(),
    };
  }
}
