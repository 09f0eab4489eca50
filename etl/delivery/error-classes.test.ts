import { describe, expect, it } from 'vitest';
import { STORAGE_ERROR_CODES, StorageError } from '../../loaders';
import { SOURCE_ERROR_CODES, SourceError } from '../source';
import { classify, DeadLetterError, PartitionLostError } from './error-classes';

describe('The class of a failure', () => {
  it('is known for every code of storage and source', () => {
    for (const code of STORAGE_ERROR_CODES) {
      expect(['retriable', 'fatal']).toContain(classify(new StorageError(code, 'x')));
    }
    for (const code of SOURCE_ERROR_CODES) {
      expect(['retriable', 'fatal', 'lost']).toContain(classify(new SourceError(code, 'x')));
    }
  });

  it.each(['UNREACHABLE', 'CONNECTION_LOST', 'TIMEOUT', 'DISK_FULL', 'UNAUTHENTICATED'] as const)(
    'is retriable for %s: it may pass, or somebody will mend it',
    (code) => {
      expect(classify(new StorageError(code, 'x'))).toBe('retriable');
    },
  );

  it('is retriable for every number that clickhouse-kafka-connect retries, and for a read-only table', () => {
    for (const number of [3, 107, 164, 202, 203, 210, 242, 252, 285, 319, 425, 999]) {
      const error = new StorageError('ENGINE', 'x', { engineCode: String(number) });
      expect(classify(error)).toBe('retriable');
    }
  });

  it('is poison when the engine refuses what is in a row', () => {
    expect(classify(new StorageError('ENGINE', 'x', { engineCode: '469' }))).toBe('poison');
  });

  it('is lost when the partition is somebody else’s', () => {
    expect(classify(new SourceError('NOT_ASSIGNED', 'x'))).toBe('lost');
    expect(classify(new PartitionLostError('x'))).toBe('lost');
  });

  it('is retriable for the topic of dead letters, and fatal for what nobody foresaw', () => {
    expect(classify(new DeadLetterError('x'))).toBe('retriable');
    expect(classify(new TypeError('x'))).toBe('fatal');
  });
});
