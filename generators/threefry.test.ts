import { describe, expect, it } from 'vitest';
import { Threefry } from './threefry';

/** `threefry4x32 13` of the known-answer file that Random123 is published with: counter, key, result. */
const KNOWN_ANSWERS = [
  [
    '00000000 00000000 00000000 00000000',
    '00000000 00000000 00000000 00000000',
    '531c7e4f 39491ee5 2c855a92 3d6abf9a',
  ],
  [
    'ffffffff ffffffff ffffffff ffffffff',
    'ffffffff ffffffff ffffffff ffffffff',
    'c4189358 1c9cc83a d5881c67 6a0a89e0',
  ],
  [
    '243f6a88 85a308d3 13198a2e 03707344',
    'a4093822 299f31d0 082efa98 ec4e6c89',
    '4aa71d8f 734738c2 431fc6a8 ae6debf1',
  ],
] as const;

function words(text: string): [number, number, number, number] {
  return text.split(' ').map((word) => parseInt(word, 16)) as [number, number, number, number];
}

describe('Threefry-4x32-13', () => {
  it.each(KNOWN_ANSWERS)('maps counter %s under key %s to %s', (counter, key, answer) => {
    const out = new Uint32Array(6);
    new Threefry(...words(key)).block(...words(counter), out, 1);
    expect([...out]).toEqual([0, ...words(answer), 0]);
  });
});
