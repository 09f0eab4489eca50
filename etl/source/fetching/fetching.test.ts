import { beforeAll, describe, expect, it } from 'vitest';
import { buildRecordBatch, OLD_MESSAGES } from '../../../test-support/kafka';
import { withDefaults } from '../kafka-source-options';
import type { KafkaBroker, ProtocolRequest } from '../kafkajs-cluster';
import { loadCodecs } from '../record-batches';
import { KafkajsReader } from './kafkajs-reader';
import { LazyReader } from './lazy-reader';
import { openReader } from './open-reader';
import type { PartitionAnswer } from './partition-answer';

const LIMITS = { maxWaitMs: 1, maxBytesPerPartition: 1, maxBytes: 1 };

beforeAll(loadCodecs);

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

/** A double of a broker: answers one Fetch with these record batches of partition 3. */
function brokerDouble(records: Buffer, errorCode = 0): KafkaBroker {
  const payload = Buffer.concat([
    ...[int32(0), int16(0), int32(0), int32(1), int16(5), Buffer.from('topic')],
    ...[int32(1), int32(3), int16(errorCode), int64(99), int64(99), int64(0)],
    ...[int32(0), int32(-1), int32(records.length), records],
  ]);
  const connectionPool = {
    send: async <Answer>({ response }: ProtocolRequest<Answer>) =>
      response.parse(await response.decode(payload)),
  };
  return { connectionPool, versions: { 1: { minVersion: 4, maxVersion: 18 } } } as never;
}

async function fetchOne(broker: KafkaBroker, offset: number): Promise<PartitionAnswer> {
  const reader = new LazyReader(1024 * 1024);
  const answers = await reader.fetch(broker, 'topic', [{ partition: 3, offset }], LIMITS);
  expect(answers).toHaveLength(1);
  return answers[0]!;
}

function read(answer: PartitionAnswer): unknown[] {
  if (answer.status !== 'records') throw new Error(`not records but ${answer.status}`);
  const cursor = answer.records();
  const found: unknown[] = [];
  while (cursor.next()) {
    const { offset, timestampMs, bytes, keyStart, keyEnd, valueStart, valueEnd } = cursor;
    found.push([
      offset,
      timestampMs,
      bytes.toString('utf8', keyStart, keyEnd),
      valueStart < 0 ? null : bytes.toString('utf8', valueStart, valueEnd),
    ]);
  }
  return found;
}

describe('The lazy reader', () => {
  const value = '{"position_s":1}'.repeat(8);

  it.each([
    ['0-none', -1, -1],
    ['0-gzip', -1, -1],
    ['1-none', 1_700_000_000_000, 1_700_000_000_005],
    ['1-gzip', 1_700_000_000_000, 1_700_000_000_005],
  ] as const)('reads messages of the older format and codec %s', async (format, first, second) => {
    const answer = await fetchOne(
      brokerDouble(Buffer.from(OLD_MESSAGES[format], 'base64')),
      5_000_000_000,
    );
    expect(answer).toMatchObject({ endOffset: 5_000_000_002, highWatermark: 99 });
    expect(read(answer)).toEqual([
      [5_000_000_000, first, 'viewer:film', value],
      [5_000_000_001, second, 'k', null],
    ]);
  });

  it('leaves older messages behind newer ones to the next fetch', async () => {
    const batch = buildRecordBatch([{ key: 'a', value: 'b', timestampMs: 7, headers: [] }], {
      baseOffset: 4_999_999_999,
      codec: 'none',
    });
    const old = Buffer.from(OLD_MESSAGES['1-none'], 'base64');
    const answer = await fetchOne(brokerDouble(Buffer.concat([batch, old])), 4_999_999_999);
    expect(answer).toMatchObject({ endOffset: 5_000_000_000 });
    expect(read(answer)).toEqual([[4_999_999_999, 7, 'a', 'b']]);
  });

  it('tells of a batch that does not match its checksum', async () => {
    const batch = buildRecordBatch([{ key: 'a', value: 'b', timestampMs: 7, headers: [] }], {
      baseOffset: 5,
      codec: 'none',
    });
    batch[64]! ^= 4;
    expect(await fetchOne(brokerDouble(batch), 5)).toEqual({
      status: 'corrupt',
      partition: 3,
      reason: 'the record batch at offset 5 does not match its CRC-32C',
    });
  });

  it('names a partition error as Kafka does', async () => {
    expect(await fetchOne(brokerDouble(Buffer.alloc(0), 1), 0)).toEqual({
      status: 'error',
      partition: 3,
      type: 'OFFSET_OUT_OF_RANGE',
    });
  });

  it('gives way to the client’s own, with a warning, when its self-test fails', async () => {
    const warnings: string[] = [];
    const settings = withDefaults({
      brokers: ['b:1'],
      groupId: 'g',
      topic: 't',
      warn: (line) => warnings.push(line),
    });
    const fallback = await openReader(settings, () => {
      throw new Error('a known batch of codec lz4 is read wrongly');
    });
    expect(fallback).toBeInstanceOf(KafkajsReader);
    expect(fallback.name).toBe('kafkajs');
    expect(warnings).toEqual([
      'the lazy reader failed its self-test and is not used: a known batch of codec lz4 is read wrongly',
    ]);
    expect((await openReader(settings)).name).toBe('lazy');
    expect((await openReader({ ...settings, reader: 'kafkajs' })).name).toBe('kafkajs');
  });
});
