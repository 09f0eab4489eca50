import { describe, expect, it } from 'vitest';
import { StorageError } from '../storage-error';
import { isKnownToken, toStorageError } from './translate-error';

describe('toStorageError', () => {
  // Texts as DuckDB 1.5 gave them when the fault was caused by hand.
  it.each([
    [
      'IO Error: Could not set lock on file "/d/x.db": Conflicting lock is held in /usr/bin/node (PID 7). See also https://duckdb.org/docs/stable/connect/concurrency',
      'LOCKED',
      'IO',
    ],
    [
      'TransactionContext Error: Failed to commit: Could not write file "/d/x.db.wal": No space left on device',
      'DISK_FULL',
      'TransactionContext',
    ],
    [
      'FATAL Error: Failed to create checkpoint because of error: Could not write file "/d/x.db": No space left on device',
      'DISK_FULL',
      'FATAL',
    ],
    [
      'Out of Memory Error: failed to allocate data of size 4.0 MiB (15.1 MiB/19.0 MiB used)\nPossible solutions:\n* Reducing the number of threads (SET threads=X)',
      'OUT_OF_MEMORY',
      'Out of Memory',
    ],
    [
      'Catalog Error: Table with name view_marks does not exist!\nDid you mean "pg_enum"?\n\nLINE 1: select * from view_marks',
      'NO_SCHEMA',
      'Catalog',
    ],
    ['Catalog Error: Table with name pg_nothing does not exist!', 'ENGINE', 'Catalog'],
    [
      'IO Error: The file "/d/x.db" exists, but it is not a valid DuckDB database file!',
      'NO_DATABASE',
      'IO',
    ],
    ['Parser Error: syntax error at or near "selec"\n\nLINE 1: selec', 'ENGINE', 'Parser'],
  ])('reads the code from %j', (text, code, engineCode) => {
    const cause = new Error(text);
    const error = toStorageError(cause);
    expect(error).toMatchObject({ name: 'StorageError', code, engineCode, cause });
    expect(error.message).toMatch(/^duckdb: [^\n]+$/);
  });

  it('knows the codes of the file system', () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
    });
    expect(toStorageError(cause)).toMatchObject({ code: 'DISK_FULL', engineCode: 'ENOSPC' });
  });

  it('takes an encoder that refuses a value for a bad batch', () => {
    expect(toStorageError(new RangeError('years 0000 to 9999'))).toMatchObject({
      code: 'BAD_BATCH',
      message: 'duckdb: years 0000 to 9999',
    });
  });

  it('leaves storage errors as they are', () => {
    const error = new StorageError('CLOSED', 'duckdb: this storage was closed');
    expect(toStorageError(error)).toBe(error);
  });
});

describe('isKnownToken', () => {
  it('is a duplicate key and nothing else', () => {
    const texts = [
      'Constraint Error: Duplicate key "token: a" violates primary key constraint.',
      'Constraint Error: NOT NULL constraint failed: insert_tokens.token',
      'Parser Error: Constraint Error: Duplicate key',
    ];
    expect(texts.map((text) => isKnownToken(new Error(text)))).toEqual([true, false, false]);
  });
});
