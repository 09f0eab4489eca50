/*
 * Three modules of kafkajs that are no public API: decoders of the message formats before 0.11, and
 * the names of errors by their numbers. They can be required because the package has no `exports`
 * map, and stay as they are because the version is pinned and the last one.
 */
declare module 'kafkajs/src/protocol/decoder' {
  export interface KafkajsDecoder {
    readonly buffer: Buffer;
    offset: number;
  }
  const Decoder: new (buffer: Buffer) => KafkajsDecoder;
  export default Decoder;
}

declare module 'kafkajs/src/protocol/messageSet/decoder' {
  import type { KafkajsDecoder } from 'kafkajs/src/protocol/decoder';

  interface OldMessage {
    readonly offset: string;
    readonly timestamp?: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
  }
  export default function decodeMessageSet(
    decoder: KafkajsDecoder,
    size: number,
  ): Promise<readonly OldMessage[]>;
}

declare module 'kafkajs/src/protocol/error' {
  export function createErrorFromCode(code: number): Error & { readonly type: string };
}
