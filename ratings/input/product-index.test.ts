import { describe, expect, it } from 'vitest';
import { ProductIndex } from './product-index';

function add(index: ProductIndex, brand: string, key: string): ReturnType<ProductIndex['add']> {
  return index.add(Buffer.from(brand), Buffer.from(key));
}

function find(index: ProductIndex, brand: string, key: string): number {
  const bytes = Buffer.from(`..${brand}${key}..`);
  const keyAt = 2 + Buffer.byteLength(brand);
  return index.find(bytes, 2, keyAt, bytes, keyAt, keyAt + Buffer.byteLength(key));
}

describe('The index of products', () => {
  it('numbers products in the order of adding and finds each of many by its bytes', () => {
    const index = new ProductIndex();
    for (let number = 0; number < 5_000; number += 1) {
      expect(add(index, `brand${number % 7}`, `key é ${number}`)).toEqual({
        product: number,
        isNew: true,
      });
    }
    expect(index.size).toBe(5_000);
    for (let number = 0; number < 5_000; number += 1) {
      expect(find(index, `brand${number % 7}`, `key é ${number}`)).toBe(number);
    }
    expect(find(index, 'brand1', 'key é 5001')).toBe(-1);
  });

  it('does not take a product for another whose brand and key have the same bytes together', () => {
    const index = new ProductIndex();
    add(index, 'ab', 'c');
    expect(find(index, 'a', 'bc')).toBe(-1);
    expect(add(index, 'a', 'bc')).toEqual({ product: 1, isNew: true });
    expect(find(index, 'ab', 'c')).toBe(0);
  });

  it('knows a product that it has already, and gives its number', () => {
    const index = new ProductIndex();
    add(index, 'a', '1');
    add(index, 'a', '2');
    expect(add(index, 'a', '1')).toEqual({ product: 0, isNew: false });
    expect(index.size).toBe(2);
  });
});
