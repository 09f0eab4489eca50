import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { type Codec, decompress } from '../record-batches';

const CODEC_BY_TYPE: readonly (readonly [CompressionTypes, Codec])[] = [
  [CompressionTypes.Snappy, 'snappy'],
  [CompressionTypes.LZ4, 'lz4'],
  [CompressionTypes.ZSTD, 'zstd'],
];

/** The table as it is; its own type knows no `CompressionTypes`. */
const codecs = CompressionCodecs as Record<
  number,
  () => {
    compress(): Promise<never>;
    decompress(bytes: Buffer): Promise<Buffer>;
  }
>;

let taught = false;

/** Lets the client's own decoder read what it knows no codecs for. Once for the whole process. */
export function teachCodecs(maxUncompressedBytes: number): void {
  if (taught) return;
  taught = true;
  for (const [type, codec] of CODEC_BY_TYPE) {
    codecs[type] = () => ({
      compress: () => Promise.reject(new Error(`${codec} is only read here`)),
      decompress: (bytes: Buffer) =>
        Promise.resolve(decompress(codec, bytes, maxUncompressedBytes)),
    });
  }
}
