const MAGIC = 0xfd2fb528;
/** Bytes of the dictionary's id by the two low bits of the frame header's descriptor. */
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/**
 * What a Zstandard frame says that it grows to (RFC 8878, 3.1.1.1); undefined when it does not say.
 *
 * @throws Error when the bytes are no Zstandard frame
 */
export function zstdContentSize(frame: Buffer): number | undefined {
  if (frame.length < 6 || frame.readUInt32LE(0) !== MAGIC) throw new Error('no zstd frame');
  const descriptor = frame[4]!;
  const singleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (singleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]!;
  switch (descriptor >> 6) {
    case 0:
      return singleSegment ? frame.readUInt8(at) : undefined;
    case 1:
      return frame.readUInt16LE(at) + 256;
    case 2:
      return frame.readUInt32LE(at);
    default:
      return Number(frame.readBigUInt64LE(at));
  }
}
