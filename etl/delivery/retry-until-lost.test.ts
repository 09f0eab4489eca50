import { describe, expect, it } from 'vitest';
import { StorageError } from '../../loaders';
import { jitteredWaitMs, retryUntilLost } from './retry-until-lost';

const unreachable = (): StorageError => new StorageError('UNREACHABLE', 'nobody answers');

describe('Trying again', () => {
  it('waits anything from nothing to a bound that doubles up to ten seconds', () => {
    const bounds = Array.from({ length: 10 }, (_, n) => jitteredWaitMs(n + 1, () => 1));
    expect(bounds).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
    expect(jitteredWaitMs(5, () => 0)).toBe(0);
    expect(jitteredWaitMs(10_000, () => 1)).toBe(10_000);
  });

  it('goes on for as long as the failure may pass, and tells of each', async () => {
    let tries = 0;
    const told: number[] = [];
    const result = await retryUntilLost(
      () => (++tries < 30 ? Promise.reject(unreachable()) : Promise.resolve('stored')),
      {
        signal: new AbortController().signal,
        failed: (_error, errorClass, attempt) => {
          expect(errorClass).toBe('retriable');
          told.push(attempt);
        },
        random: () => 0,
      },
    );
    expect(result).toBe('stored');
    expect(told).toEqual(Array.from({ length: 29 }, (_, n) => n + 1));
  });

  it('ends at once with a failure that trying again cannot help', async () => {
    let tries = 0;
    const work = (): Promise<never> => {
      tries++;
      return Promise.reject(new StorageError('BAD_BATCH', 'of two months'));
    };
    const failed = (): never => {
      throw new Error('told of a failure that was not tried again');
    };
    const signal = new AbortController().signal;
    await expect(retryUntilLost(work, { signal, failed })).rejects.toMatchObject({
      code: 'BAD_BATCH',
    });
    expect(tries).toBe(1);
  });

  it('ends while it waits when the partition is lost', async () => {
    const lost = new AbortController();
    const retrying = retryUntilLost(() => Promise.reject(unreachable()), {
      signal: lost.signal,
      failed: () => {
        lost.abort(new Error('revoked'));
      },
      random: () => 1,
    });
    await expect(retrying).rejects.toThrow();
    expect(lost.signal.aborted).toBe(true);
  });
});
