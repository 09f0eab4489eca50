import type { RecordCursor, RecordHeader } from '../mark-source';
import type { DecodedMessage } from './kafkajs-reader';

const NOTHING = Buffer.alloc(0);
/** Kafka's own value for messages of format 0, which have no time. */
const NO_TIMESTAMP = -1;

/** A view on the whole memory that a piece lies in, so that key and value share one buffer. */
function memoryOf(piece: Buffer): Buffer {
  return Buffer.from(piece.buffer);
}

/** Walks over messages that the client has decoded. */
export class MessageCursor implements RecordCursor {
  offset = -1;
  timestampMs = 0;
  bytes: Buffer = NOTHING;
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  private index = -1;

  constructor(private readonly messages: readonly DecodedMessage[]) {}

  next(): boolean {
    const message = this.messages[++this.index];
    if (message === undefined) return false;
    this.offset = Number(message.offset);
    this.timestampMs = Number(message.timestamp ?? NO_TIMESTAMP);
    const { key, value } = message;
    if (key !== null && value !== null && key.buffer !== value.buffer) {
      this.bytes = Buffer.concat([key, value]);
      this.keyStart = 0;
      this.keyEnd = key.length;
      this.valueStart = key.length;
      this.valueEnd = this.bytes.length;
      return true;
    }
    const piece = value ?? key;
    if (piece !== null && piece.buffer !== this.bytes.buffer) this.bytes = memoryOf(piece);
    this.keyStart = key === null ? -1 : key.byteOffset;
    this.keyEnd = key === null ? -1 : key.byteOffset + key.length;
    this.valueStart = value === null ? -1 : value.byteOffset;
    this.valueEnd = value === null ? -1 : value.byteOffset + value.length;
    return true;
  }

  headers(): readonly RecordHeader[] {
    const headers = this.messages[this.index]?.headers ?? {};
    return Object.entries(headers).flatMap(([key, values]) =>
      (Array.isArray(values) ? values : [values]).map((value) => ({
        key,
        value: value === undefined ? null : Buffer.from(value),
      })),
    );
  }
}
