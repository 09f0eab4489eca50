import { describe, expect, it } from 'vitest';
import { allocateMarkColumns } from '../../marks';
import { checkBatch } from './check-batch';
import { MAX_BATCH_ROWS } from './pinned-settings';

const FORMATS = ['arrow', 'native'];

function withTimes(...times: readonly number[]) {
  const columns = allocateMarkColumns(times.length);
  columns.eventTimeMs.set(times.map(BigInt));
  return columns;
}

describe('checkBatch', () => {
  it('takes the first format when none is named', () => {
    expect(checkBatch(FORMATS, withTimes(0), { token: 't' })).toBe('arrow');
    expect(checkBatch(FORMATS, withTimes(0), { token: 't', format: 'native' })).toBe('native');
  });

  it('refuses a batch that the engine would cut into blocks', () => {
    const largest = allocateMarkColumns(MAX_BATCH_ROWS);
    expect(checkBatch(FORMATS, largest, { token: 't' })).toBe('arrow');
    expect(() =>
      checkBatch(FORMATS, allocateMarkColumns(MAX_BATCH_ROWS + 1), { token: 't' }),
    ).toThrow(expect.objectContaining({ code: 'BATCH_TOO_LARGE' }) as Error);
  });

  it('takes the times that DateTime64 can tell apart, and no others', () => {
    const first = Date.UTC(1900, 0, 1);
    const last = Date.UTC(2299, 11, 31, 23, 59, 59, 999);
    expect(checkBatch(FORMATS, withTimes(first, -1, 0, last), { token: 't' })).toBe('arrow');
    for (const beyond of [first - 1, last + 1, -(2 ** 52), 2 ** 52]) {
      expect(() => checkBatch(FORMATS, withTimes(0, beyond), { token: 't' })).toThrow(
        expect.objectContaining({
          code: 'BAD_BATCH',
          message: expect.stringContaining('row 1 ') as string,
        }) as Error,
      );
    }
  });
});
