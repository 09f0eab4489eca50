import { crc32c } from '@node-rs/crc32';
import { CODECS, type Codec } from './codecs';

/*
 * The record batch of message format 2 (https://kafka.apache.org/documentation/#recordbatch), all
 * numbers big-endian:
 *
 *    0 baseOffset      int64      23 lastOffsetDelta  int32
 *    8 batchLength     int32      27 baseTimestamp    int64
 *   12 leaderEpoch     int32      35 maxTimestamp     int64
 *   16 magic           int8       43 producerId       int64
 *   17 crc             uint32     51 producerEpoch    int16
 *   21 attributes      int16      53 baseSequence     int32
 *                                 57 records          int32
 */
const LENGTH_AT = 8;
const LENGTH_END = 12;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const BASE_TIMESTAMP_AT = 27;
const MAX_TIMESTAMP_AT = 35;
const PRODUCER_ID_AT = 43;
const COUNT_AT = 57;
export const RECORDS_AT = 61;

const MAGIC = 2;
const CODEC_MASK = 0x07;
const APPEND_TIME_FLAG = 0x08;
const TRANSACTIONAL_FLAG = 0x10;
const CONTROL_FLAG = 0x20;
const TWO_TO_32 = 2 ** 32;

export interface RecordBatch {
  readonly baseOffset: number;
  /** Of the last record that the batch ever had; it may be compacted away. */
  readonly lastOffset: number;
  readonly codec: Codec;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly producerId: bigint;
  readonly baseTimestampMs: number;
  /** The time of every record, where the broker stamps them. */
  readonly appendTimeMs: number | undefined;
  readonly count: number;
  /** The records, compressed or not, are `bytes[start, end)` of the scanned buffer. */
  readonly start: number;
  readonly end: number;
}

export type ScannedBatch =
  | { readonly status: 'batch'; readonly batch: RecordBatch; readonly end: number }
  /** The answer's end cut it off: a fetch is limited in bytes. */
  | { readonly status: 'partial' }
  /** Message format 0 or 1. */
  | { readonly status: 'old-format' }
  | { readonly status: 'corrupt'; readonly reason: string };

function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * TWO_TO_32 + bytes.readUInt32BE(at + 4);
}

/** The record batch that begins at `at`, its checksum verified. */
export function scanRecordBatch(bytes: Buffer, at: number, limit: number): ScannedBatch {
  if (limit - at < RECORDS_AT) {
    // An old message is shorter than a batch's header.
    if (limit - at > MAGIC_AT && bytes.readInt8(at + MAGIC_AT) < MAGIC) {
      return { status: 'old-format' };
    }
    return { status: 'partial' };
  }
  const magic = bytes.readInt8(at + MAGIC_AT);
  if (magic < MAGIC && magic >= 0) return { status: 'old-format' };
  const baseOffset = readInt64(bytes, at);
  const corrupt = (what: string): ScannedBatch => ({
    status: 'corrupt',
    reason: `the record batch at offset ${baseOffset} ${what}`,
  });
  if (magic !== MAGIC) return corrupt(`has the unknown format ${magic}`);
  const end = at + LENGTH_END + bytes.readInt32BE(at + LENGTH_AT);
  if (end < at + RECORDS_AT) return corrupt('is shorter than its header');
  if (end > limit) return { status: 'partial' };
  if (crc32c(bytes.subarray(at + ATTRIBUTES_AT, end)) !== bytes.readUInt32BE(at + CRC_AT)) {
    return corrupt('does not match its CRC-32C');
  }
  const attributes = bytes.readInt16BE(at + ATTRIBUTES_AT);
  const codec = CODECS[attributes & CODEC_MASK];
  if (codec === undefined) return corrupt(`has the unknown codec ${attributes & CODEC_MASK}`);
  return {
    status: 'batch',
    end,
    batch: {
      baseOffset,
      lastOffset: baseOffset + bytes.readInt32BE(at + LAST_OFFSET_DELTA_AT),
      codec,
      transactional: (attributes & TRANSACTIONAL_FLAG) !== 0,
      control: (attributes & CONTROL_FLAG) !== 0,
      producerId: bytes.readBigInt64BE(at + PRODUCER_ID_AT),
      baseTimestampMs: readInt64(bytes, at + BASE_TIMESTAMP_AT),
      appendTimeMs:
        (attributes & APPEND_TIME_FLAG) === 0 ? undefined : readInt64(bytes, at + MAX_TIMESTAMP_AT),
      count: bytes.readInt32BE(at + COUNT_AT),
      start: at + RECORDS_AT,
      end,
    },
  };
}
