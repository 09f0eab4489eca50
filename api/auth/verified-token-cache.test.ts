import { describe, expect, it } from 'vitest';
import { VerifiedTokenCache } from './verified-token-cache';

const FAR = 1_000_000;

describe('the cache of verified tokens', () => {
  it('forgets a token after its maximum age, though the token is still valid', () => {
    const cache = new VerifiedTokenCache(10, 60_000);
    cache.remember('token', 'user', FAR, 0);
    expect(cache.userOf('token', 59_999)).toBe('user');
    expect(cache.userOf('token', 60_000)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('forgets a token when it expires, though its maximum age is not reached', () => {
    const cache = new VerifiedTokenCache(10, 60_000);
    cache.remember('token', 'user', 1_000, 0);
    expect(cache.userOf('token', 999)).toBe('user');
    expect(cache.userOf('token', 1_000)).toBeUndefined();
  });

  it('is not longer trusted because it is used', () => {
    const cache = new VerifiedTokenCache(10, 100);
    cache.remember('token', 'user', FAR, 0);
    cache.userOf('token', 99);
    expect(cache.userOf('token', 100)).toBeUndefined();
  });

  it('holds no more than its number of entries, and drops the oldest', () => {
    const cache = new VerifiedTokenCache(2, 60_000);
    cache.remember('a', 'user a', FAR, 0);
    cache.remember('b', 'user b', FAR, 1);
    cache.remember('a', 'user a', FAR, 2);
    cache.remember('c', 'user c', FAR, 3);
    expect(cache.size).toBe(2);
    expect(cache.userOf('b', 4)).toBeUndefined();
    expect(cache.userOf('a', 4)).toBe('user a');
    expect(cache.userOf('c', 4)).toBe('user c');
  });

  it('remembers nothing when it may hold nothing', () => {
    const cache = new VerifiedTokenCache(0, 60_000);
    cache.remember('token', 'user', FAR, 0);
    expect(cache.userOf('token', 1)).toBeUndefined();
  });

  it('does not know a token that differs in one character', () => {
    const cache = new VerifiedTokenCache(10, 60_000);
    cache.remember('token', 'user', FAR, 0);
    expect(cache.userOf('tokem', 1)).toBeUndefined();
  });
});
