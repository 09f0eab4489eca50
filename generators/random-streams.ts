import { Threefry } from './threefry';

/**
 * Independent random streams of one seed. A stream's number is part of its key: numbers may be
 * added, but changing one changes every dataset.
 */
export const STREAMS = {
  markIds: 1,
  viewers: 2,
  films: 3,
  filmProfiles: 4,
  viewings: 5,
  arrivals: 6,
  iceCreamProducts: 101,
  iceCreamReviews: 102,
} as const;

export type StreamName = keyof typeof STREAMS;

/** The rest of the key; any constant would do. */
const KEY_TAIL = [0x76696577, 0x6d61726b] as const;

const WORDS_PER_BLOCK = 4;

/** The generator of one stream of a seed. */
export function openStream(seed: number, stream: StreamName): Threefry {
  return new Threefry(seed, STREAMS[stream], ...KEY_TAIL);
}

/**
 * Makes the random UUID of version 4 (RFC 9562) that belongs to a counter.
 *
 * @param out receives its four 32-bit words at `at`, most significant first
 */
export function randomUuid(
  stream: Threefry,
  c0: number,
  c1: number,
  out: Uint32Array,
  at: number,
): void {
  stream.block(c0, c1, 0, 0, out, at);
  out[at + 1] = (out[at + 1]! & 0xffff0fff) | 0x4000;
  out[at + 2] = (out[at + 2]! & 0x3fffffff) | 0x80000000;
}

/**
 * A row of random numbers for one thing (a film, a viewing, a block): `of` names the thing, and
 * the numbers that follow depend on nothing else.
 */
export class Draws {
  private readonly stream: Threefry;
  private readonly words = new Uint32Array(WORDS_PER_BLOCK);
  private used = WORDS_PER_BLOCK;
  private c0 = 0;
  private c1 = 0;
  private block = 0;

  constructor(seed: number, stream: StreamName) {
    this.stream = openStream(seed, stream);
  }

  /** Begins the numbers of the thing (`c0`, `c1`). */
  of(c0: number, c1: number): this {
    this.c0 = c0;
    this.c1 = c1;
    this.block = 0;
    this.used = WORDS_PER_BLOCK;
    return this;
  }

  /** The next number, evenly spread over [0, 1), a multiple of 2^-32. */
  next(): number {
    if (this.used === WORDS_PER_BLOCK) {
      this.stream.block(this.c0, this.c1, this.block, 0, this.words, 0);
      this.block++;
      this.used = 0;
    }
    return this.words[this.used++]! / 0x1_0000_0000;
  }

  /** The next number as a whole number in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}
