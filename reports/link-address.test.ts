import { describe, expect, it } from 'vitest';
import { linkAddress } from './link-address';

describe('A link', () => {
  it.each([
    '#read.duckdb.resume-point',
    'report.md#insert.a%20b.arrow.1000.w1',
    'https://example.org/a/b.json?x=1&y=2#z',
  ])('may lead to %s', (href) => {
    expect(linkAddress(href)).toBe(href);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'a b', 'x"y'])(
    'never leads to %j',
    (href) => {
      expect(() => linkAddress(href)).toThrow(RangeError);
    },
  );

  it('cannot be ended early by what is in its address', () => {
    expect(linkAddress('https://example.org/a)b"c<d')).toBe('https://example.org/a%29b%22c%3cd');
  });
});
