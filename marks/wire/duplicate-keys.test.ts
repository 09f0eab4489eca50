import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateKey } from './duplicate-keys';

describe('a key that an object has twice', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":{"b":1,"b":2}}', 'b'],
    ['[{"a":1},{"a":1,"c":[{}],"a":1}]', 'a'],
    ['{"a" : 1, "\\u0061" : 2}', 'a'],
    ['{"x":"\\"","x":0}', 'x'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"":1,"":2}', ''],
  ])('is found in %s', (json, key) => {
    expect(findDuplicateKey(json)).toBe(key);
  });

  it.each([
    '{"a":1,"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":"b\\":","b":"\\"a\\":1"}',
    '{"a":["a","a"]}',
    '"a"',
    '[]',
  ])('is not seen in %s', (json) => {
    expect(findDuplicateKey(json)).toBeUndefined();
  });

  it('is never seen in what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const rewritten = JSON.stringify(JSON.parse(json));
        expect(findDuplicateKey(rewritten)).toBeUndefined();
      }),
    );
  });

  it('is found wherever a pair is given a second time', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 });
    fc.assert(
      fc.property(objects, fc.nat(), (object, index) => {
        const keys = Object.keys(object);
        const key = keys[index % keys.length]!;
        const json = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:0}`;
        expect(findDuplicateKey(`[${json}]`)).toBe(key);
      }),
    );
  });

  it('does not overflow the stack in an object ten thousand levels deep', () => {
    const levels = 10_000;
    const json = `${'{"a":'.repeat(levels)}{"b":1,"b":2}${'}'.repeat(levels)}`;
    expect(findDuplicateKey(json)).toBe('b');
  });
});
