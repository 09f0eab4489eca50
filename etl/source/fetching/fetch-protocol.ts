import type { ProtocolRequest } from '../kafkajs-cluster';
import type { AbortedTransaction } from '../record-batches';
import { type FetchLimits, type PartitionWish, READ_COMMITTED } from './partition-answer';

/*
 * Fetch, version 11 (https://kafka.apache.org/protocol.html#The_Messages_Fetch): the last one that
 * names topics by their names, known by every broker from 2.3 on. Without a fetch session: each
 * request lists its partitions anew.
 */
export const FETCH_API_KEY = 1;
export const FETCH_VERSION = 11;
const NO_SESSION = { id: 0, epoch: -1 } as const;
const CONSUMER = -1;
const UNKNOWN = -1;
const TWO_TO_32 = 2 ** 32;
const NETWORK_MS = 15_000;

export interface FetchedPartition {
  readonly partition: number;
  /** 0 is no error (https://kafka.apache.org/protocol.html#protocol_error_codes). */
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly aborted: readonly AbortedTransaction[];
  /** The record batches are `bytes[start, end)` of the answer. */
  readonly start: number;
  readonly end: number;
}

export interface FetchedAnswer {
  readonly bytes: Buffer;
  /** Of the answer as a whole. */
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

/** The body of a request, in the form in which the client's connections take it. */
function encodeRequest(
  topic: string,
  wishes: readonly PartitionWish[],
  { maxWaitMs, maxBytes, maxBytesPerPartition }: FetchLimits,
): { readonly buf: Buffer; readonly buffer: Buffer } {
  const name = Buffer.from(topic, 'utf8');
  const buffer = Buffer.alloc(25 + 4 + 2 + name.length + 4 + wishes.length * 28 + 4 + 2);
  let at = 0;
  const int32 = (value: number): void => {
    at = buffer.writeInt32BE(value, at);
  };
  const int64 = (value: number): void => {
    at = buffer.writeBigInt64BE(BigInt(value), at);
  };
  int32(CONSUMER);
  int32(maxWaitMs);
  int32(1);
  int32(maxBytes);
  at = buffer.writeInt8(READ_COMMITTED, at);
  int32(NO_SESSION.id);
  int32(NO_SESSION.epoch);
  int32(1);
  at = buffer.writeInt16BE(name.length, at);
  at += name.copy(buffer, at);
  int32(wishes.length);
  for (const { partition, offset } of wishes) {
    int32(partition);
    int32(UNKNOWN);
    int64(offset);
    int64(UNKNOWN);
    int32(maxBytesPerPartition);
  }
  int32(0);
  buffer.writeInt16BE(0, at);
  return { buf: buffer, buffer };
}

function decodeAnswer(bytes: Buffer): FetchedAnswer & { readonly clientSideThrottleTime: number } {
  let at = 0;
  const int16 = (): number => {
    at += 2;
    return bytes.readInt16BE(at - 2);
  };
  const int32 = (): number => {
    at += 4;
    return bytes.readInt32BE(at - 4);
  };
  const int64 = (): number => int32() * TWO_TO_32 + (int32() >>> 0);
  const clientSideThrottleTime = int32();
  const errorCode = int16();
  int32();
  const partitions: FetchedPartition[] = [];
  for (let topics = int32(); topics > 0; topics--) {
    at += 2 + bytes.readInt16BE(at);
    for (let count = int32(); count > 0; count--) {
      const partition = int32();
      const partitionError = int16();
      const highWatermark = int64();
      at += 16;
      const aborted: AbortedTransaction[] = [];
      for (let rest = int32(); rest > 0; rest--) {
        const producerId = bytes.readBigInt64BE(at);
        at += 8;
        aborted.push({ producerId, firstOffset: int64() });
      }
      at += 4;
      const length = Math.max(0, int32());
      const start = at;
      at += length;
      partitions.push({
        partition,
        errorCode: partitionError,
        highWatermark,
        aborted,
        start,
        end: at,
      });
    }
  }
  return { bytes, errorCode, partitions, clientSideThrottleTime };
}

/** A Fetch request for `broker.connectionPool.send`. */
export function fetchRequest(
  topic: string,
  wishes: readonly PartitionWish[],
  limits: FetchLimits,
): ProtocolRequest<FetchedAnswer> {
  return {
    request: {
      apiKey: FETCH_API_KEY,
      apiVersion: FETCH_VERSION,
      apiName: 'Fetch',
      encode: () => Promise.resolve(encodeRequest(topic, wishes, limits)),
    },
    response: {
      decode: (payload) => Promise.resolve(decodeAnswer(payload)),
      parse: (answer) => Promise.resolve(answer),
    },
    requestTimeout: limits.maxWaitMs + NETWORK_MS,
  };
}
