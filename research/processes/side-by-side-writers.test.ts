import { describe, expect, it } from 'vitest';
import { workSideBySide } from './side-by-side-writers';

describe('Writers side by side', () => {
  it('work at the same time, and do each piece once', async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    const samples = await workSideBySide({
      writers: 3,
      count: 10,
      limitMs: Infinity,
      work: async (at) => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
        done.push(at);
        return at;
      },
    });
    expect(most).toBe(3);
    expect(done.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(samples.map(({ writer }) => writer))).toEqual(new Set([0, 1, 2]));
  });

  it('begin one piece each even when there is no time, and no second one', async () => {
    const samples = await workSideBySide({
      writers: 2,
      count: 10,
      limitMs: 0,
      work: (at) => Promise.resolve(at),
    });
    expect(samples.map(({ result }) => result).sort()).toEqual([0, 1]);
  });

  it('stop all when one fails, and say why', async () => {
    let begun = 0;
    const working = workSideBySide({
      writers: 2,
      count: 100,
      limitMs: Infinity,
      work: (at) => {
        begun++;
        return at === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve();
      },
    });
    await expect(working).rejects.toThrow('disk full');
    expect(begun).toBeLessThan(10);
  });
});
