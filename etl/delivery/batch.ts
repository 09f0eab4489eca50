import { createHash } from 'node:crypto';
import type { MarkColumns } from '../../marks';
import type { DeadLetter } from './dead-letter';

/** Marks of one batch that are all of one month (UTC), with their offsets: what one insert stores. */
export interface MonthRows {
  /** `2026-01` */
  readonly month: string;
  readonly columns: MarkColumns;
  /** Ascending, one for each row. */
  readonly offsets: BigInt64Array;
}

/** The records `[first, last]` of one partition, each of them a row, a letter or not there. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly months: readonly MonthRows[];
  readonly letters: readonly DeadLetter[];
  readonly digests: BatchDigests;
  /** Memory that it holds. */
  readonly bytes: number;
  /** Timestamp of its oldest record, milliseconds since 1970. */
  readonly oldestTimestampMs: number;
}

/** Which of the records are rows, and which are letters; each 24 hexadecimal digits. */
export interface BatchDigests {
  readonly rows: string;
  readonly letters: string;
}

const DIGEST_CHARACTERS = 24;

/** SHA-256, cut, over the offsets as little-endian 64-bit numbers. */
export function digestOffsets(offsets: BigInt64Array): string {
  return createHash('sha256')
    .update(new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength))
    .digest('hex')
    .slice(0, DIGEST_CHARACTERS);
}

/**
 * The batch's name in the store, `cluster/topic:partition:first-last`. Each insert of it continues
 * the name behind a slash, so that they can be ended together.
 */
export function batchToken(
  cluster: string,
  { topic, partition, first, last }: Pick<Batch, 'topic' | 'partition' | 'first' | 'last'>,
): string {
  return `${cluster}/${topic}:${partition}:${first}-${last}`;
}
