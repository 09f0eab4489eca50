import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientFrame, FrameReader, ProtocolViolation } from './frame-reader';

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

function packet(body: Buffer): Buffer {
  return message('', body);
}

/** The frames with the pieces of each CopyData message joined. */
function joined(frames: readonly ClientFrame[]): readonly string[] {
  const texts: string[] = [];
  let data = '';
  for (const frame of frames) {
    if (frame.kind === 'packet') texts.push(`packet ${frame.body.toString()}`);
    else if (frame.kind === 'message') texts.push(`${frame.type} ${frame.body.toString()}`);
    else {
      data += frame.piece.toString('latin1');
      if (frame.last) {
        texts.push(`d ${data}`);
        data = '';
      }
    }
  }
  return texts;
}

describe('FrameReader', () => {
  it('finds the same messages wherever the stream is cut', () => {
    const stream = Buffer.concat([
      packet(Buffer.from('startup')),
      message('Q', Buffer.from('SELECT 1')),
      message('d', Buffer.from('1|2\n')),
      message('d', Buffer.alloc(0)),
      message('S', Buffer.alloc(0)),
    ]);
    const expected = ['packet startup', 'Q SELECT 1', 'd 1|2\n', 'd ', 'S '];
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const bounds = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const reader = new FrameReader();
        const frames: ClientFrame[] = [];
        for (let i = 1; i < bounds.length; i++) {
          for (const frame of reader.push(stream.subarray(bounds[i - 1], bounds[i]))) {
            frames.push(frame);
            if (frame.kind === 'packet') reader.startupDone();
          }
        }
        expect(joined(frames)).toEqual(expected);
      }),
    );
  });

  it('hands on a large CopyData message piece by piece and keeps none of it', () => {
    const reader = new FrameReader();
    reader.startupDone();
    const stream = message('d', Buffer.alloc(1000, 'x'));
    const pieces = [stream.subarray(0, 400), stream.subarray(400)].map((chunk) => [
      ...reader.push(chunk),
    ]);
    expect(pieces.map((frames) => frames.length)).toEqual([1, 1]);
    expect(pieces[0]![0]).toMatchObject({ kind: 'copy-data', last: false });
    expect(pieces[1]![0]).toMatchObject({ kind: 'copy-data', last: true });
  });

  it.each([3, 2 ** 31])('refuses a message whose length field is %d', (length) => {
    const reader = new FrameReader();
    reader.startupDone();
    const header = Buffer.alloc(5, 'Q');
    header.writeUInt32BE(length, 1);
    expect(() => [...reader.push(header)]).toThrow(ProtocolViolation);
  });
});
