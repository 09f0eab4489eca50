/** Where the marks of a batch came from: what tells every record of Kafka from every other. */
export interface MarkOrigin {
  readonly topic: string;
  /** 0 to 2^31 - 1. */
  readonly partition: number;
  /** One for each row, strictly ascending, from 0. Gaps are allowed: not every record is a mark. */
  readonly offsets: BigInt64Array;
}
