import { compatibilityPartitioner } from '@platformatic/kafka';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionHash } from './partition-hash';

describe('the hash that chooses a partition', () => {
  it.each([
    // From the tests of Kafka's own Java client, UtilsTest.testMurmur2.
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
    ['abc', 479_470_107],
  ])('of %j is that of Kafka itself', (key, murmur2) => {
    expect(partitionHash(Buffer.from(key))).toBe(murmur2 & 0x7fff_ffff);
  });

  it('is that of the library for any key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const key = Buffer.from(bytes);
        expect(partitionHash(key)).toBe(compatibilityPartitioner({ topic: '' }, key));
      }),
    );
  });
});
