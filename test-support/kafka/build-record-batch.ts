import { gzipSync } from 'node:zlib';
import { compress as compressZstd } from '@bokuweb/zstd-wasm';
import { crc32c } from '@node-rs/crc32';
import { compressFrameSync } from 'lz4-napi';
import { CODEC_NAMES, type CodecName, compressSnappyJava } from './produce';

export interface DraftRecord {
  readonly timestampMs: number;
  /** Latin-1, as all texts here. */
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string | null])[];
}

export interface RecordBatchOptions {
  readonly baseOffset: number;
  readonly codec: CodecName;
  /** More than the records' number less one, when the last of them are gone. */
  readonly lastOffsetDelta?: number;
  /** The broker's time, that of the latest record, holds for all. */
  readonly appendTime?: boolean;
  /** What to write in the place of the records, and how many it claims to be. */
  readonly payload?: Buffer;
  readonly count?: number;
}

function varint(value: bigint | number): Buffer {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function sized(text: string | null): Buffer {
  if (text === null) return varint(-1);
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([varint(bytes.length), bytes]);
}

function encodeRecord(record: DraftRecord, baseTimestampMs: number, delta: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(record.timestampMs - baseTimestampMs),
    varint(delta),
    sized(record.key),
    sized(record.value),
    varint(record.headers.length),
    ...record.headers.flatMap(([key, value]) => [sized(key), sized(value)]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function compress(codec: CodecName, bytes: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return bytes;
    case 'gzip':
      return gzipSync(bytes);
    case 'snappy':
      return compressSnappyJava(bytes);
    case 'lz4':
      return compressFrameSync(bytes);
    case 'zstd':
      return Buffer.from(compressZstd(bytes));
  }
}

/**
 * A record batch of message format 2 as it stands in a log
 * (https://kafka.apache.org/documentation/#recordbatch), by an encoder that shares nothing with the
 * reader under test.
 */
export function buildRecordBatch(
  records: readonly DraftRecord[],
  { baseOffset, codec, lastOffsetDelta, appendTime, payload, count }: RecordBatchOptions,
): Buffer {
  const baseTimestampMs = records[0]?.timestampMs ?? 0;
  const plain =
    payload ??
    Buffer.concat(records.map((record, at) => encodeRecord(record, baseTimestampMs, at)));
  const header = Buffer.alloc(61);
  const body = compress(codec, plain);
  header.writeBigInt64BE(BigInt(baseOffset), 0);
  header.writeInt32BE(header.length - 12 + body.length, 8);
  header.writeInt8(2, 16);
  header.writeInt16BE(CODEC_NAMES.indexOf(codec) | (appendTime ? 8 : 0), 21);
  header.writeInt32BE(lastOffsetDelta ?? Math.max(0, (count ?? records.length) - 1), 23);
  header.writeBigInt64BE(BigInt(baseTimestampMs), 27);
  header.writeBigInt64BE(
    BigInt(records.reduce((latest, { timestampMs }) => Math.max(latest, timestampMs), 0)),
    35,
  );
  header.writeBigInt64BE(-1n, 43);
  header.writeInt16BE(-1, 51);
  header.writeInt32BE(-1, 53);
  header.writeInt32BE(count ?? records.length, 57);
  const batch = Buffer.concat([header, body]);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}
