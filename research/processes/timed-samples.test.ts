import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { timedSamples } from './timed-samples';

describe('Timed samples', () => {
  it('stay in the order of the calls, each with its input and its result', async () => {
    const samples = await timedSamples({
      maxSamples: 4,
      prepare: (at) => 40 - at * 10,
      run: async (waitMs) => {
        await setTimeout(waitMs);
        return `waited ${waitMs}`;
      },
      goOn: () => true,
    });
    expect(samples.map(({ result }) => result)).toEqual([
      'waited 40',
      'waited 30',
      'waited 20',
      'waited 10',
    ]);
    expect(samples[0]!.elapsedMs).toBeGreaterThan(samples[3]!.elapsedMs);
    // A timer may fire up to a millisecond early.
    for (const [at, { elapsedMs }] of samples.entries()) {
      expect(elapsedMs).toBeGreaterThanOrEqual(39 - at * 10);
    }
  });

  it('do not count the preparation', async () => {
    const [sample] = await timedSamples({
      maxSamples: 1,
      prepare: () => setTimeout(200),
      run: () => Promise.resolve(),
      goOn: () => true,
    });
    expect(sample!.elapsedMs).toBeLessThan(100);
  });

  it('count the CPU of the call and not that of the preparation', async () => {
    const spin = (milliseconds: number): void => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    };
    const [sample] = await timedSamples({
      maxSamples: 1,
      prepare: () => {
        spin(300);
      },
      run: async () => {
        spin(50);
        await Promise.resolve();
      },
      goOn: () => true,
    });
    expect(sample!.cpuMs).toBeGreaterThan(10);
    expect(sample!.cpuMs).toBeLessThan(250);
  });

  it('end early when they are told to, and keep what they have', async () => {
    const seen: number[] = [];
    const samples = await timedSamples({
      maxSamples: 10,
      prepare: (at) => at,
      run: (at) => Promise.resolve(at),
      goOn: (done) => {
        seen.push(done.length);
        return done.length < 3;
      },
    });
    expect(samples.map(({ result }) => result)).toEqual([0, 1, 2]);
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([0, 1, 2])('reject with the error of the work in call %i', async (broken) => {
    const failing = timedSamples({
      maxSamples: 3,
      prepare: (at) => at,
      run: (at) => (at === broken ? Promise.reject(new Error('broken')) : Promise.resolve()),
      goOn: (done) => done.at(-1)!.elapsedMs >= 0,
    });
    await expect(failing).rejects.toThrow('broken');
  });
});
