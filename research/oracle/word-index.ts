const INITIAL_KEYS = 1024;

/** The same numbers in an array at least twice as long. */
export function doubled<A extends Uint32Array | Float64Array>(array: A): A {
  const Longer = array.constructor as new (length: number) => A;
  const longer = new Longer(Math.max(INITIAL_KEYS, array.length * 2));
  longer.set(array);
  return longer;
}

/** The finaliser of MurmurHash3 (Appleby, public domain) over the key's words, one after the other. */
function hash(w0: number, w1: number, w2: number, w3: number): number {
  let h = Math.imul(w0, 0x9e3779b1) ^ w1;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ w2;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) ^ w3;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Numbers keys of up to four 32-bit words 0, 1, 2, ... in the order in which they are first seen:
 * a UUID, or a pair of numbers with the rest left out.
 *
 * A hash table in typed arrays with open addressing, at most half full: 24 to 48 bytes a key and no
 * object or text for any of them.
 */
export class WordIndex {
  /** Key `k` is words `4k` to `4k + 3`. */
  #keys = new Uint32Array(INITIAL_KEYS * 4);
  /** Key number + 1, or 0 for a free slot. The length is a power of two. */
  #slots = new Uint32Array(INITIAL_KEYS * 2);
  #size = 0;

  /** Number of different keys. */
  get size(): number {
    return this.#size;
  }

  /** The slot of the key: the one that holds it, or else the free one where it belongs. */
  #slotOf(w0: number, w1: number, w2: number, w3: number): number {
    const keys = this.#keys;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(w0, w1, w2, w3) & mask;
    for (;;) {
      const entry = slots[slot]!;
      if (entry === 0) return slot;
      const at = (entry - 1) * 4;
      if (
        keys[at] === w0 >>> 0 &&
        keys[at + 1] === w1 >>> 0 &&
        keys[at + 2] === w2 >>> 0 &&
        keys[at + 3] === w3 >>> 0
      ) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#keys = doubled(this.#keys);
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let key = 0; key < this.#size; key++) {
      this.#slots[
        this.#slotOf(this.word(key, 0), this.word(key, 1), this.word(key, 2), this.word(key, 3))
      ] = key + 1;
    }
  }

  /** The number of a key, or -1 when it was never added. */
  find(w0: number, w1: number, w2 = 0, w3 = 0): number {
    return this.#slots[this.#slotOf(w0, w1, w2, w3)]! - 1;
  }

  /** The number of a key, which is added when it is new. */
  add(w0: number, w1: number, w2 = 0, w3 = 0): number {
    const slot = this.#slotOf(w0, w1, w2, w3);
    const known = this.#slots[slot]!;
    if (known !== 0) return known - 1;
    const key = this.#size;
    this.#keys[key * 4] = w0;
    this.#keys[key * 4 + 1] = w1;
    this.#keys[key * 4 + 2] = w2;
    this.#keys[key * 4 + 3] = w3;
    this.#slots[slot] = key + 1;
    this.#size++;
    if (this.#size * 4 === this.#keys.length) this.#grow();
    return key;
  }

  /** Word `place` (0 to 3) of a key that was added, unsigned. */
  word(key: number, place: 0 | 1 | 2 | 3): number {
    return this.#keys[key * 4 + place]!;
  }
}
