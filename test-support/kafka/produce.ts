import { compress as compressZstd } from '@bokuweb/zstd-wasm';
import {
  CompressionCodecs,
  CompressionTypes,
  Kafka,
  logLevel,
  type Message,
  Partitioners,
  type Transaction,
} from 'kafkajs';
import { compressFrameSync } from 'lz4-napi';
import { compressSync as compressSnappy } from 'snappy';
import { loadWasmZstd } from '../../etl/source/record-batches';

export const CODEC_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

export type CodecName = (typeof CODEC_NAMES)[number];

const TYPE_BY_CODEC: Readonly<Record<CodecName, CompressionTypes>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

/** How Kafka's own clients frame snappy: a header, then blocks of at most 32 KiB with their lengths. */
export function compressSnappyJava(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from('82534e41505059000000000100000001', 'hex')];
  for (let at = 0; at < bytes.length || at === 0; at += 32_768) {
    const block = compressSnappy(bytes.subarray(at, at + 32_768));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

interface ClientCodec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** The table as it is; its own type knows no `CompressionTypes`. */
const codecs = CompressionCodecs as Record<number, () => ClientCodec>;

/** A compressor, and the decompressor that stays as it was: it is not the tests' to choose. */
async function teachProducers(): Promise<void> {
  await loadWasmZstd();
  const compressors: readonly [CompressionTypes, (bytes: Buffer) => Buffer][] = [
    [CompressionTypes.Snappy, compressSnappyJava],
    [CompressionTypes.LZ4, (bytes) => compressFrameSync(bytes)],
    [CompressionTypes.ZSTD, (bytes) => Buffer.from(compressZstd(bytes))],
  ];
  for (const [type, compress] of compressors) {
    const known = codecs[type]!;
    codecs[type] = () => ({
      compress: (encoder) => Promise.resolve(compress(encoder.buffer)),
      decompress: (bytes) => known().decompress(bytes),
    });
  }
}

export interface TestProducer {
  /** One record batch for each partition that the messages name; 0 when they name none. */
  send(messages: readonly Message[], codec?: CodecName): Promise<void>;
  /** An open transaction; the sends of its own are in it. */
  transaction(): Promise<{
    send(messages: readonly Message[]): Promise<void>;
    commit(): Promise<void>;
    abort(): Promise<void>;
  }>;
  close(): Promise<void>;
}

/** A producer of the topic; with a transactional id when transactions are wanted. */
export async function openProducer(
  brokers: readonly string[],
  topic: string,
  transactionalId?: string,
): Promise<TestProducer> {
  await teachProducers();
  const kafka = new Kafka({
    clientId: 'viewmarks-test-producer',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    ...(transactionalId !== undefined && {
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
    }),
  });
  await producer.connect();
  const sendBy = async (
    sender: Pick<Transaction, 'send'>,
    messages: readonly Message[],
    codec: CodecName,
  ): Promise<void> => {
    await sender.send({
      topic,
      compression: TYPE_BY_CODEC[codec],
      messages: messages.map((message) => ({ partition: 0, ...message })),
    });
  };
  return {
    send: (messages, codec = 'none') => sendBy(producer, messages, codec),
    transaction: async () => {
      const transaction = await producer.transaction();
      return {
        send: (messages) => sendBy(transaction, messages, 'none'),
        commit: () => transaction.commit(),
        abort: () => transaction.abort(),
      };
    },
    close: () => producer.disconnect(),
  };
}
