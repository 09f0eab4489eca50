import { type RecordCursor, SourceError } from '../mark-source';
import {
  type AbortedTransaction,
  AbortedTransactions,
  type BatchKind,
} from './aborted-transactions';
import { type RecordBatch, scanRecordBatch } from './record-batch';
import { RecordWalker } from './record-walker';

/** A partition's part of a fetch, looked through but not unpacked. */
export type RecordSet =
  | {
      readonly status: 'records';
      /** One above the last offset of the batches; the asked one when there are none. */
      readonly endOffset: number;
      records(): RecordCursor;
    }
  /** It begins with messages of format 0 or 1, which this code does not read. */
  | { readonly status: 'old-format' }
  | { readonly status: 'corrupt'; readonly reason: string };

export interface RecordSetOptions {
  /** What was asked for; the first batch may begin below it. */
  readonly fromOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Bytes to which one batch may grow. */
  readonly maxUncompressedBytes: number;
}

const ABORT = 0;

/** A control record's key: int16 version, int16 type (https://kafka.apache.org/documentation/#controlbatch). */
function isAbortMarker(bytes: Buffer, batch: RecordBatch, options: RecordSetOptions): boolean {
  const marker = new RecordWalker(bytes, [batch], 0, options.maxUncompressedBytes);
  if (!marker.next() || marker.keyEnd - marker.keyStart < 4) return false;
  return marker.bytes.readInt16BE(marker.keyStart + 2) === ABORT;
}

function kindOf(bytes: Buffer, batch: RecordBatch, options: RecordSetOptions): BatchKind {
  if (batch.control) return isAbortMarker(bytes, batch, options) ? 'abort-marker' : 'other-marker';
  return batch.transactional ? 'transactional' : 'plain';
}

/**
 * The record batches in `bytes[start, end)`, checksums verified, without those of rolled-back
 * transactions and without markers. What lies behind a fault is left for the next fetch.
 */
export function readRecordSet(
  bytes: Buffer,
  start: number,
  end: number,
  options: RecordSetOptions,
): RecordSet {
  const { fromOffset, maxUncompressedBytes } = options;
  const aborted = new AbortedTransactions(options.aborted);
  const visible: RecordBatch[] = [];
  let endOffset = fromOffset;
  for (let at = start; at < end;) {
    const scanned = scanRecordBatch(bytes, at, end);
    if (scanned.status === 'partial') break;
    if (scanned.status !== 'batch') {
      if (at === start) return scanned;
      break;
    }
    const { batch } = scanned;
    try {
      const kind = kindOf(bytes, batch, options);
      const skipped = aborted.skips(kind, batch.producerId, batch.lastOffset);
      if (!skipped && batch.count > 0 && batch.lastOffset >= fromOffset) visible.push(batch);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { status: 'corrupt', reason: error.message };
    }
    endOffset = Math.max(endOffset, batch.lastOffset + 1);
    at = scanned.end;
  }
  return {
    status: 'records',
    endOffset,
    records: () => new RecordWalker(bytes, visible, fromOffset, maxUncompressedBytes),
  };
}
