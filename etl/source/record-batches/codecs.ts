import * as zlib from 'node:zlib';
import { decompress as wasmZstd, init } from '@bokuweb/zstd-wasm';
import { decompressFrameSync } from 'lz4-napi';
import { uncompressSync } from 'snappy';
import { zstdContentSize } from './zstd-frame';

/** Kafka's numbers of codecs, in the low three bits of a batch's attributes. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

export type Codec = (typeof CODECS)[number];

/** Node has Zstandard of its own from 22.15 on; the types here are those of Node 20. */
const nativeZstd = (
  zlib as { zstdDecompressSync?: (bytes: Buffer, limits: { maxOutputLength: number }) => Buffer }
).zstdDecompressSync;

let wasmZstdLoaded: Promise<void> | undefined;

/** Loads Zstandard as WebAssembly. Once: loading it again leaves both copies with one broken memory. */
export function loadWasmZstd(): Promise<void> {
  wasmZstdLoaded ??= init();
  return wasmZstdLoaded;
}

/** Loads what has to be loaded before the first `decompress`; may be awaited again. */
export async function loadCodecs(): Promise<void> {
  if (nativeZstd === undefined) await loadWasmZstd();
}

/** Header by which Kafka's Java client frames snappy blocks: magic, version, lowest compatible version. */
const SNAPPY_JAVA_MAGIC = Buffer.from('82534e4150505900', 'hex');
const SNAPPY_JAVA_HEADER_BYTES = 16;
const FIRST_GUESS_BYTES = 1024 * 1024;

function checkSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new Error(`it grows to ${bytes} bytes, over ${maxBytes}`);
}

/** What a raw snappy block says that it grows to: a little-endian varint at its start. */
function snappySize(block: Buffer): number {
  let size = 0;
  for (let at = 0; at < 5; at++) {
    const byte = block[at] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return size;
  }
  throw new Error('a snappy block has no length');
}

function uncompressSnappyBlock(block: Buffer, maxBytes: number): Buffer {
  checkSize(snappySize(block), maxBytes);
  return uncompressSync(block, { asBuffer: true }) as Buffer;
}

function uncompressSnappy(bytes: Buffer, maxBytes: number): Buffer {
  if (!bytes.subarray(0, SNAPPY_JAVA_MAGIC.length).equals(SNAPPY_JAVA_MAGIC)) {
    return uncompressSnappyBlock(bytes, maxBytes);
  }
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = SNAPPY_JAVA_HEADER_BYTES; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const end = at + 4 + length;
    if (end > bytes.length) throw new Error('a snappy block is cut off');
    const block = uncompressSnappyBlock(bytes.subarray(at + 4, end), maxBytes - total);
    blocks.push(block);
    total += block.length;
    at = end;
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks, total);
}

function uncompressZstd(bytes: Buffer, maxBytes: number): Buffer {
  if (nativeZstd !== undefined) return nativeZstd(bytes, { maxOutputLength: maxBytes });
  const known = zstdContentSize(bytes);
  if (known !== undefined) checkSize(known, maxBytes);
  // Streaming writers, Kafka's own among them, do not say how large it grows.
  for (let room = known ?? FIRST_GUESS_BYTES; ; room = Math.min(room * 4, maxBytes)) {
    try {
      const { buffer, byteOffset, byteLength } = wasmZstd(bytes, { defaultHeapSize: room });
      return Buffer.from(buffer, byteOffset, byteLength);
    } catch (cause) {
      if (known !== undefined || room >= maxBytes) throw cause;
    }
  }
}

/**
 * What a record batch's compressed part holds.
 *
 * @param maxBytes an Error is thrown for what grows larger
 */
export function decompress(codec: Codec, bytes: Buffer, maxBytes: number): Buffer {
  switch (codec) {
    case 'none':
      return bytes;
    case 'gzip':
      return zlib.gunzipSync(bytes, { maxOutputLength: maxBytes });
    case 'snappy':
      return uncompressSnappy(bytes, maxBytes);
    case 'lz4': {
      const plain = decompressFrameSync(bytes);
      checkSize(plain.length, maxBytes);
      return plain;
    }
    case 'zstd':
      return uncompressZstd(bytes, maxBytes);
  }
}
