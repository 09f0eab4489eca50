/**
 * Finds a product by the bytes of its brand and key, so that no review costs a string.
 *
 * An open-addressing hash table with linear probing over FNV-1a
 * (http://www.isthe.com/chongo/tech/comp/fnv/), at most half full.
 */
export class ProductIndex {
  /** Brand and key of every product, one after the other. */
  #store = Buffer.allocUnsafe(1 << 12);
  #stored = 0;
  /** Product p has its brand at bounds[2p] to bounds[2p + 1], its key from there to bounds[2p + 2]. */
  readonly #bounds: number[] = [0];
  /** Product number plus one; 0 is an empty slot. */
  #slots = new Int32Array(1 << 8);

  get size(): number {
    return (this.#bounds.length - 1) / 2;
  }

  /** @returns the new product's number, or the number of the one that has this brand and key already */
  add(brand: Uint8Array, key: Uint8Array): { product: number; isNew: boolean } {
    if ((this.size + 1) * 2 > this.#slots.length) this.#growSlots();
    const slot = this.#slotOf(brand, 0, brand.length, key, 0, key.length);
    if (this.#slots[slot] !== 0) return { product: this.#slots[slot]! - 1, isNew: false };
    this.#append(brand);
    this.#append(key);
    this.#slots[slot] = this.size;
    return { product: this.size - 1, isNew: true };
  }

  /** @returns the product's number, from 0 in the order of adding, or -1 */
  find(
    brand: Uint8Array,
    brandStart: number,
    brandEnd: number,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
  ): number {
    return this.#slots[this.#slotOf(brand, brandStart, brandEnd, key, keyStart, keyEnd)]! - 1;
  }

  /** The slot that holds the product, or the empty one where it belongs. */
  #slotOf(
    brand: Uint8Array,
    brandStart: number,
    brandEnd: number,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
  ): number {
    let hash = 0x811c9dc5;
    for (let at = brandStart; at < brandEnd; at += 1) {
      hash = Math.imul(hash ^ brand[at]!, 0x01000193);
    }
    hash = Math.imul(hash ^ 0xff, 0x01000193);
    for (let at = keyStart; at < keyEnd; at += 1) {
      hash = Math.imul(hash ^ key[at]!, 0x01000193);
    }
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const product = this.#slots[slot]! - 1;
      if (product < 0) return slot;
      const brandAt = this.#bounds[2 * product]!;
      const keyAt = this.#bounds[2 * product + 1]!;
      const endAt = this.#bounds[2 * product + 2]!;
      if (
        this.#equals(brandAt, keyAt, brand, brandStart, brandEnd) &&
        this.#equals(keyAt, endAt, key, keyStart, keyEnd)
      ) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #equals(from: number, to: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (to - from !== end - start) return false;
    for (let at = from, other = start; at < to; at += 1, other += 1) {
      if (this.#store[at] !== bytes[other]) return false;
    }
    return true;
  }

  #append(bytes: Uint8Array): void {
    const end = this.#stored + bytes.length;
    if (end > this.#store.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#store.length * 2));
      this.#store.copy(grown, 0, 0, this.#stored);
      this.#store = grown;
    }
    this.#store.set(bytes, this.#stored);
    this.#stored = end;
    this.#bounds.push(end);
  }

  #growSlots(): void {
    const products = this.#slots.filter((product) => product !== 0);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (const product of products) {
      const [brandAt, keyAt, endAt] = this.#bounds.slice(2 * product - 2, 2 * product + 1);
      this.#slots[this.#slotOf(this.#store, brandAt!, keyAt!, this.#store, keyAt!, endAt!)] =
        product;
    }
  }
}
