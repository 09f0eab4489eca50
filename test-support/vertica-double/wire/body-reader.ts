import { ProtocolViolation } from './frame-reader';

/** Reads the fields of one message body from its start to its end; integers are big-endian. */
export class BodyReader {
  private at = 0;

  constructor(private readonly body: Buffer) {}

  get bytesLeft(): number {
    return this.body.length - this.at;
  }

  int16(): number {
    return this.body.readInt16BE(this.advance(2));
  }

  int32(): number {
    return this.body.readInt32BE(this.advance(4));
  }

  /** One byte as a Latin-1 character. */
  char(): string {
    return String.fromCharCode(this.body[this.advance(1)]!);
  }

  /** UTF-8 text up to a zero byte, which is consumed. */
  cString(): string {
    const end = this.body.indexOf(0, this.at);
    if (end < 0) throw new ProtocolViolation('a text without its closing zero byte');
    const text = this.body.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  text(bytes: number): string {
    const start = this.advance(bytes);
    return this.body.toString('utf8', start, start + bytes);
  }

  skip(bytes: number): void {
    this.advance(bytes);
  }

  private advance(bytes: number): number {
    const start = this.at;
    if (bytes < 0 || start + bytes > this.body.length) {
      throw new ProtocolViolation('a message that ends within a field');
    }
    this.at = start + bytes;
    return start;
  }
}
