import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildRecordBatch, type DraftRecord } from '../../../test-support/kafka';
import { type RecordCursor, SourceError } from '../mark-source';
import { CODECS, loadCodecs, loadWasmZstd, readRecordSet, type RecordSet, selfTest } from './index';

const MAX_BYTES = 64 * 1024 * 1024;

beforeAll(async () => {
  await loadCodecs();
  await loadWasmZstd();
});

function read(
  bytes: Buffer,
  options: Partial<Parameters<typeof readRecordSet>[3]> = {},
): RecordSet {
  return readRecordSet(bytes, 0, bytes.length, {
    fromOffset: 0,
    aborted: [],
    maxUncompressedBytes: MAX_BYTES,
    ...options,
  });
}

function recordsOf(set: RecordSet): { cursor: RecordCursor; endOffset: number } {
  if (set.status !== 'records') throw new Error(`not records: ${JSON.stringify(set)}`);
  return { cursor: set.records(), endOffset: set.endOffset };
}

function textOf(bytes: Buffer, start: number, end: number): string | null {
  return start < 0 ? null : bytes.toString('latin1', start, end);
}

function drafts(set: RecordSet): (DraftRecord & { offset: number })[] {
  const { cursor } = recordsOf(set);
  const found: (DraftRecord & { offset: number })[] = [];
  while (cursor.next()) {
    found.push({
      offset: cursor.offset,
      timestampMs: cursor.timestampMs,
      key: textOf(cursor.bytes, cursor.keyStart, cursor.keyEnd),
      value: textOf(cursor.bytes, cursor.valueStart, cursor.valueEnd),
      headers: cursor
        .headers()
        .map(({ key, value }) => [
          key,
          value === null ? null : Buffer.from(value).toString('latin1'),
        ]),
    });
  }
  return found;
}

const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)),
  maxLength: 300,
});
const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
const draft: fc.Arbitrary<DraftRecord> = fc.record({
  timestampMs: fc.oneof(
    fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
    fc.constantFrom(0, -1, 8_000_000_000_000_000),
  ),
  key: fc.option(latin1),
  value: fc.option(latin1),
  headers: fc.array(fc.tuple(ascii, fc.option(latin1, { nil: null })), { maxLength: 3 }),
});

describe('Record batches', () => {
  it('pass the self-test on this machine', () => {
    expect(selfTest).not.toThrow();
  });

  it.each(CODECS)('are read as they were written: %s', (codec) => {
    fc.assert(
      fc.property(
        fc.array(draft, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 2 ** 45 }),
        (records, baseOffset) => {
          const bytes = buildRecordBatch(records, { baseOffset, codec });
          expect(drafts(read(bytes))).toEqual(
            records.map((record, at) => ({ ...record, offset: baseOffset + at })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are never read differently when a byte is changed: it is corrupt, cut off, or of another format', () => {
    const bytes = buildRecordBatch(
      [
        { key: 'k', value: 'value', timestampMs: 1, headers: [] },
        { key: null, value: 'v', timestampMs: 2, headers: [['h', 'x']] },
      ],
      { baseOffset: 10, codec: 'none' },
    );
    const whole = drafts(read(bytes));
    fc.assert(
      fc.property(
        fc.nat({ max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, change) => {
          // The offset and the leader's epoch, which the broker sets, are outside of the checksum.
          fc.pre(at >= 16 || (at >= 8 && at < 12));
          const damaged = Buffer.from(bytes);
          damaged[at]! ^= change;
          const set = read(damaged);
          if (set.status === 'records') expect(set.endOffset).toBe(0);
          else expect(['corrupt', 'old-format']).toContain(set.status);
        },
      ),
      { numRuns: 3000 },
    );
    expect(whole).toHaveLength(2);
  });

  it('tell at which offset a checksum does not match', () => {
    const bytes = buildRecordBatch([{ key: null, value: 'v', timestampMs: 0, headers: [] }], {
      baseOffset: 77,
      codec: 'none',
    });
    bytes[bytes.length - 2]! ^= 1;
    expect(read(bytes)).toEqual({
      status: 'corrupt',
      reason: 'the record batch at offset 77 does not match its CRC-32C',
    });
  });

  it('are read up to the first that is cut off or corrupt', () => {
    const one = (baseOffset: number): Buffer =>
      buildRecordBatch([{ key: null, value: `v${baseOffset}`, timestampMs: 0, headers: [] }], {
        baseOffset,
        codec: 'none',
      });
    const two = Buffer.concat([one(0), one(1), one(2)]);
    const cut = read(two.subarray(0, two.length - 1));
    expect(drafts(cut).map(({ value }) => value)).toEqual(['v0', 'v1']);
    expect(recordsOf(cut).endOffset).toBe(2);
    two[two.length - 2]! ^= 1;
    const corrupt = read(two);
    expect(drafts(corrupt).map(({ value }) => value)).toEqual(['v0', 'v1']);
    expect(recordsOf(corrupt).endOffset).toBe(2);
  });

  it('cover the offsets that compaction has taken from their end', () => {
    const bytes = buildRecordBatch([{ key: null, value: 'v', timestampMs: 0, headers: [] }], {
      baseOffset: 5,
      lastOffsetDelta: 9,
      codec: 'none',
    });
    expect(recordsOf(read(bytes)).endOffset).toBe(15);
  });

  it('have the time at which the broker appended them, where it says so', () => {
    const bytes = buildRecordBatch(
      [
        { key: null, value: 'a', timestampMs: 1000, headers: [] },
        { key: null, value: 'b', timestampMs: 4000, headers: [] },
      ],
      { baseOffset: 0, codec: 'none', appendTime: true },
    );
    expect(drafts(read(bytes)).map(({ timestampMs }) => timestampMs)).toEqual([4000, 4000]);
  });

  it('begin where they were asked for, in the middle of one', () => {
    const records = Array.from({ length: 10 }, (_, at) => ({
      key: null,
      value: String(at),
      timestampMs: 0,
      headers: [],
    }));
    const bytes = buildRecordBatch(records, { baseOffset: 100, codec: 'lz4' });
    expect(drafts(read(bytes, { fromOffset: 107 })).map(({ offset }) => offset)).toEqual([
      107, 108, 109,
    ]);
  });

  it('must not unpack to more than is allowed', () => {
    const bytes = (codec: (typeof CODECS)[number]): Buffer =>
      buildRecordBatch([{ key: null, value: 'x'.repeat(3_000_000), timestampMs: 0, headers: [] }], {
        baseOffset: 0,
        codec,
      });
    for (const codec of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
      expect(drafts(read(bytes(codec)))).toHaveLength(1);
      expect(() => drafts(read(bytes(codec), { maxUncompressedBytes: 2_000_000 }))).toThrow(
        SourceError,
      );
    }
  });

  it('with a right checksum around wrong records are CORRUPT, and never read past', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (garbage, count) => {
          const bytes = Buffer.concat([
            buildRecordBatch([], {
              baseOffset: 0,
              codec: 'none',
              payload: Buffer.from(garbage),
              count,
            }),
            Buffer.alloc(40, 2),
          ]);
          const set = readRecordSet(bytes, 0, bytes.length - 40, {
            fromOffset: 0,
            aborted: [],
            maxUncompressedBytes: MAX_BYTES,
          });
          const { cursor } = recordsOf(set);
          try {
            while (cursor.next()) {
              expect(cursor.keyEnd).toBeLessThanOrEqual(bytes.length - 40);
              expect(cursor.valueEnd).toBeLessThanOrEqual(bytes.length - 40);
            }
          } catch (error) {
            expect(error).toMatchObject({ code: 'CORRUPT' });
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
