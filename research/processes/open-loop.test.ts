import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openLoop } from './open-loop';

describe('An open loop', () => {
  it('begins work when it is due, and waits for nothing else', async () => {
    const samples = await openLoop({
      startMs: performance.now(),
      everyMs: 20,
      count: 4,
      work: (at) => Promise.resolve(at),
    });
    expect(samples.map(({ dueMs, result }) => [dueMs, result])).toEqual([
      [0, 0],
      [20, 1],
      [40, 2],
      [60, 3],
    ]);
    expect(samples.every(({ waitMs }) => waitMs >= 0)).toBe(true);
  });

  it('goes on by the clock while one piece is slow, and counts what the others waited', async () => {
    const samples = await openLoop({
      startMs: performance.now(),
      everyMs: 10,
      count: 6,
      work: (at) => (at === 1 ? wait(100) : Promise.resolve()),
    });
    expect(samples.map(({ dueMs }) => dueMs)).toEqual([0, 10, 20, 30, 40, 50]);
    // The second was due at 10 and ends no sooner than at 110: the third has waited for 90 of it.
    expect(samples[2]!.waitMs).toBeGreaterThan(85);
    expect(samples[5]!.waitMs).toBeGreaterThan(55);
    expect(samples[2]!.waitMs).toBeGreaterThan(samples[5]!.waitMs);
  });

  it('ends with the first error', async () => {
    const loop = openLoop({
      startMs: performance.now(),
      everyMs: 1,
      count: 3,
      work: () => Promise.reject(new Error('it broke')),
    });
    await expect(loop).rejects.toThrow('it broke');
  });
});
