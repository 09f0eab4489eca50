import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMetadata, encodeIntent, type Intent } from './intent';

const digest = fc.stringMatching(/^[0-9a-f]{24}$/);

const intents: fc.Arbitrary<Intent> = fc.record({
  last: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  rows: fc.nat({ max: 1_048_449 }),
  letters: fc.nat({ max: 1_048_449 }),
  digests: fc.record({ rows: digest, letters: digest }),
});

describe("an intent in a commit's metadata", () => {
  it('reads back as it was written, in far less than the 4,096 characters that Kafka keeps', () => {
    fc.assert(
      fc.property(intents, (intent) => {
        const metadata = encodeIntent(intent);
        expect(metadata).toMatch(/^[\x20-\x7e]{1,110}$/);
        expect(decodeMetadata(metadata)).toEqual({ kind: 'intent', intent });
      }),
    );
  });

  it('is none in an empty text', () => {
    expect(decodeMetadata('')).toEqual({ kind: 'none' });
  });

  it.each([
    'some other program',
    'viewmarks',
    'viewmarks 1',
    'viewmarks 1 10 5 0 abc def',
    `viewmarks 1 10 5 0 ${'a'.repeat(24)} ${'b'.repeat(24)} more`,
    `viewmarks 1 -1 5 0 ${'a'.repeat(24)} ${'b'.repeat(24)}`,
  ])('is none of ours in %j', (metadata) => {
    expect(decodeMetadata(metadata)).toEqual({ kind: 'foreign' });
  });

  it('is not guessed at when a newer version wrote it', () => {
    expect(decodeMetadata('viewmarks 2 anything')).toEqual({ kind: 'newer', version: 2 });
  });
});
