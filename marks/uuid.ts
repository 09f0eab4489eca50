import type { UuidColumn } from './mark-columns';

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The two 64-bit words of a canonical UUID text (RFC 9562), most significant first; undefined for any other text. */
export function parseUuid(text: string): { high: bigint; low: bigint } | undefined {
  if (!CANONICAL.test(text)) return undefined;
  const hex = text.replaceAll('-', '');
  return {
    high: BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`)),
    low: BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`)),
  };
}

function hex32(word: number): string {
  return (
    HEX_OF_BYTE[word >>> 24]! +
    HEX_OF_BYTE[(word >>> 16) & 0xff]! +
    HEX_OF_BYTE[(word >>> 8) & 0xff]! +
    HEX_OF_BYTE[word & 0xff]!
  );
}

/** Canonical lower-case text of a UUID given as four 32-bit words, most significant first. */
export function formatUuid(w0: number, w1: number, w2: number, w3: number): string {
  const b = hex32(w1);
  const c = hex32(w2);
  return `${hex32(w0)}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${hex32(w3)}`;
}

/** Canonical lower-case text of the UUID at `row`. */
export function readUuid(column: UuidColumn, row: number): string {
  const high = column.high[row]!;
  const low = column.low[row]!;
  return formatUuid(
    Number((high >> 32n) & 0xffffffffn),
    Number(high & 0xffffffffn),
    Number((low >> 32n) & 0xffffffffn),
    Number(low & 0xffffffffn),
  );
}

/**
 * Writes a canonical UUID text at `row`.
 *
 * @throws RangeError when `text` is not a canonical UUID
 */
export function writeUuid(column: UuidColumn, row: number, text: string): void {
  const words = parseUuid(text);
  if (!words) throw new RangeError(`not a canonical UUID: ${JSON.stringify(text)}`);
  column.high[row] = words.high;
  column.low[row] = words.low;
}
