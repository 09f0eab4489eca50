import { isDeepStrictEqual } from 'node:util';
import type { RecordCursor } from '../mark-source';
import { CODECS } from './codecs';
import { KNOWN_BATCHES, KNOWN_RECORDS, type KnownRecord } from './known-batches';
import { readRecordSet } from './record-set';

const MAX_BYTES = 1024 * 1024;
const SOME_BYTE_OF_A_RECORD = 70;

function currentOf(cursor: RecordCursor): KnownRecord {
  const { offset, timestampMs, bytes, keyStart, keyEnd, valueStart, valueEnd } = cursor;
  return {
    offset,
    timestampMs,
    key: keyStart < 0 ? null : bytes.toString('utf8', keyStart, keyEnd),
    value: valueStart < 0 ? null : bytes.toString('utf8', valueStart, valueEnd),
    headers: cursor
      .headers()
      .map(({ key, value }) => [key, value === null ? null : Buffer.from(value).toString('utf8')]),
  };
}

/**
 * Reads one known batch of each codec, and one that was damaged. `loadCodecs` must have been awaited.
 *
 * @throws Error when this machine reads anything else than what is in them
 */
export function selfTest(): void {
  for (const codec of CODECS) {
    const bytes = Buffer.from(KNOWN_BATCHES[codec], 'base64');
    const options = {
      fromOffset: KNOWN_RECORDS[0]!.offset,
      aborted: [],
      maxUncompressedBytes: MAX_BYTES,
    };
    const set = readRecordSet(bytes, 0, bytes.length, options);
    const found: KnownRecord[] = [];
    if (set.status === 'records') {
      const cursor = set.records();
      while (cursor.next()) found.push(currentOf(cursor));
    }
    if (!isDeepStrictEqual(found, KNOWN_RECORDS)) {
      throw new Error(`a known batch of codec ${codec} is read wrongly`);
    }
    bytes[SOME_BYTE_OF_A_RECORD]! ^= 1;
    if (readRecordSet(bytes, 0, bytes.length, options).status !== 'corrupt') {
      throw new Error(`a damaged batch of codec ${codec} is not recognised`);
    }
  }
}
