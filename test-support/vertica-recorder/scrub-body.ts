/** Takes secrets out of a message's body and leaves it a body that a client can read. */
import type { Secrets } from './secrets';

/** Types whose texts end with a zero byte, so that any of them may change its length. */
const ZERO_ENDED = {
  client: new Set('QPBDECFef'),
  server: new Set('SENTCmFH'),
} as const;

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** DataRow: an int16 count, then for each cell its int32 length (-1: null) and its bytes. */
function scrubRow(body: Buffer, secrets: Secrets): Buffer {
  const parts: Buffer[] = [body.subarray(0, 2)];
  let at = 2;
  for (let cell = body.readInt16BE(0); cell > 0; cell--) {
    const length = body.readInt32BE(at);
    at += 4;
    if (length < 0) {
      parts.push(int32(-1));
      continue;
    }
    const clean = secrets.scrub(body.subarray(at, at + length));
    parts.push(int32(clean.length), clean);
    at += length;
  }
  return Buffer.concat(parts);
}

/** @returns null where the body holds a secret and cannot do without it */
export function scrubBody(
  from: 'client' | 'server',
  type: string,
  body: Buffer,
  secrets: Secrets,
): Buffer | null {
  const clean = secrets.scrub(body);
  if (clean === body) return body;
  if (from === 'server' && type === 'D') return scrubRow(body, secrets);
  return ZERO_ENDED[from].has(type) ? clean : null;
}
