const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

/**
 * The hash that Kafka's own clients take modulo the number of partitions: murmur2, its sign cut off
 * (org.apache.kafka.common.utils.Utils). Here and not from the Kafka library, whose own computes with
 * BigInt, about twenty times slower, and took a sixth of the time of the batch route.
 *
 * @param key as it goes over the wire
 * @returns 0 to 2^31 - 1
 */
export function partitionHash(key: Uint8Array): number {
  const { length } = key;
  const whole = length & ~3;
  let hash = SEED ^ length;
  for (let i = 0; i < whole; i += 4) {
    const word = key[i]! | (key[i + 1]! << 8) | (key[i + 2]! << 16) | (key[i + 3]! << 24);
    const mixed = Math.imul(word, MIX);
    hash = Math.imul(hash, MIX) ^ Math.imul(mixed ^ (mixed >>> 24), MIX);
  }
  if (length > whole) {
    let rest = 0;
    for (let i = length - 1; i >= whole; i--) rest = (rest << 8) | key[i]!;
    hash = Math.imul(hash ^ rest, MIX);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return (hash ^ (hash >>> 15)) & 0x7fff_ffff;
}
