import type { Batch, BatchDigests } from './batch';

/**
 * What the group's commit says about the batch that begins at the committed offset: written before
 * the batch is sent, so that whoever takes the partition over sends the very same batch.
 */
export interface Intent {
  /** Last offset of the batch; the committed offset is its first. */
  readonly last: number;
  readonly rows: number;
  readonly letters: number;
  readonly digests: BatchDigests;
}

/** The metadata of a commit. */
export type CommitMetadata =
  /** Nothing is being written. */
  | { readonly kind: 'none' }
  | { readonly kind: 'intent'; readonly intent: Intent }
  /** Not written by this program. */
  | { readonly kind: 'foreign' }
  /** Written by a version of this program that this one does not understand. */
  | { readonly kind: 'newer'; readonly version: number };

const PREFIX = 'viewmarks';
const VERSION = 1;
const INTENT = /^(\d{1,16}) (\d{1,7}) (\d{1,7}) ([0-9a-f]{24}) ([0-9a-f]{24})$/;

export function intentOf({ last, rows, letters, digests }: Batch): Intent {
  return { last, rows, letters: letters.length, digests };
}

/** At most 110 characters of ASCII, of the 4,096 that Kafka keeps with a commit. */
export function encodeIntent({ last, rows, letters, digests }: Intent): string {
  return `${PREFIX} ${VERSION} ${last} ${rows} ${letters} ${digests.rows} ${digests.letters}`;
}

export function decodeMetadata(metadata: string): CommitMetadata {
  if (metadata === '') return { kind: 'none' };
  const [, version, rest] = /^viewmarks (\d+) (.*)$/.exec(metadata) ?? [];
  if (version === undefined || rest === undefined) return { kind: 'foreign' };
  if (Number(version) !== VERSION) return { kind: 'newer', version: Number(version) };
  const fields = INTENT.exec(rest);
  if (!fields) return { kind: 'foreign' };
  const [, last, rows, letters, rowsDigest, lettersDigest] = fields;
  return {
    kind: 'intent',
    intent: {
      last: Number(last),
      rows: Number(rows),
      letters: Number(letters),
      digests: { rows: rowsDigest!, letters: lettersDigest! },
    },
  };
}

export function sameIntent(a: Intent, b: Intent): boolean {
  return encodeIntent(a) === encodeIntent(b);
}
