/**
 * Cuts the bytes of a client into messages.
 *
 * Framing (the same as PostgreSQL's; vertica-python `vertica/messages/message.py`): a message is
 * one type byte, then a 32-bit big-endian length that counts itself but not the type byte, then the
 * body. The packets before authentication (startup, SSL request, cancel request) have no type byte.
 *
 * The body of a CopyData message is handed on in the pieces in which it arrives: a load may consist
 * of very large messages, and joining them would cost a copy of every byte.
 */
export type ClientFrame =
  | { readonly kind: 'packet'; readonly body: Buffer }
  | { readonly kind: 'message'; readonly type: string; readonly body: Buffer }
  | { readonly kind: 'copy-data'; readonly piece: Buffer; readonly last: boolean };

/** A message longer than this is taken for a broken client, not for a statement. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const COPY_DATA = 'd'.charCodeAt(0);

/** The client sent something that cannot be a message. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}

export class FrameReader {
  /** Packets without a type byte come until the startup packet was read. */
  private started = false;
  private pending: Buffer = Buffer.alloc(0);
  private copyBytesLeft = 0;

  /** From now on messages have a type byte. */
  startupDone(): void {
    this.started = true;
  }

  /** @throws ProtocolViolation when a length cannot be right */
  *push(chunk: Buffer): Generator<ClientFrame> {
    let rest = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    for (;;) {
      if (this.copyBytesLeft > 0) {
        if (rest.length === 0) break;
        const piece = rest.subarray(0, this.copyBytesLeft);
        this.copyBytesLeft -= piece.length;
        rest = rest.subarray(piece.length);
        yield { kind: 'copy-data', piece, last: this.copyBytesLeft === 0 };
        continue;
      }
      const typeBytes = this.started ? 1 : 0;
      if (rest.length < typeBytes + 4) break;
      const bodyBytes = rest.readUInt32BE(typeBytes) - 4;
      if (this.started && rest[0] === COPY_DATA) {
        if (bodyBytes < 0) throw new ProtocolViolation('a CopyData message of negative length');
        rest = rest.subarray(5);
        this.copyBytesLeft = bodyBytes;
        if (bodyBytes === 0) yield { kind: 'copy-data', piece: Buffer.alloc(0), last: true };
        continue;
      }
      if (bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) {
        throw new ProtocolViolation(`a message of ${bodyBytes} bytes`);
      }
      const end = typeBytes + 4 + bodyBytes;
      if (rest.length < end) break;
      const body = rest.subarray(typeBytes + 4, end);
      const type = String.fromCharCode(rest[0]!);
      rest = rest.subarray(end);
      yield this.started ? { kind: 'message', type, body } : { kind: 'packet', body };
    }
    this.pending = rest;
  }
}
