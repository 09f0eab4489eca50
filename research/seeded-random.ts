/** A source of numbers in [0, 1) that is the same for the same seed on every machine. */
export type Random = () => number;

/**
 * Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, passes gjrand. Enough for
 * orders and resamples, which draw far fewer than its 2^32 numbers.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A seed of its own for a part of the work, so that one part may draw more numbers without
 * changing what another draws. FNV-1a over the name, mixed with the seed.
 */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ (seed >>> 0);
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The items in random order, each order equally likely (Fisher and Yates); the input is kept. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
