import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { StorageError } from '../../loaders';
import { fromWireError, toWireError } from './wire-error';

function trip(error: unknown): Error {
  return fromWireError(structuredClone(toWireError(error)));
}

describe('An error that travels between processes', () => {
  it('is a StorageError again, with its code and the engine code', () => {
    const error = trip(
      new StorageError('DISK_FULL', 'no space left', {
        engineCode: '243',
        cause: () => 'a function cannot be copied',
      }),
    );
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({
      code: 'DISK_FULL',
      message: 'no space left',
      engineCode: '243',
    });
  });

  it('is a BadInputError again, with its three parts', () => {
    const error = trip(new BadInputError('rows', '0 is too few', 'give more'));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toBe('rows: 0 is too few; give more');
  });

  it('keeps the message of any other error, and of what is no error', () => {
    expect(trip(new TypeError('x is undefined')).message).toBe('x is undefined');
    expect(trip('a text').message).toBe('a text');
  });
});
