import { describe, expect, it } from 'vitest';
import { engineError } from './engine-error';

describe('engineError', () => {
  it.each([
    [60, 'NO_SCHEMA'],
    [81, 'NO_DATABASE'],
    [159, 'TIMEOUT'],
    [241, 'OUT_OF_MEMORY'],
    [243, 'DISK_FULL'],
    [516, 'UNAUTHENTICATED'],
    [62, 'ENGINE'],
  ])('knows the engine’s number %i as %s', (number, code) => {
    expect(engineError(number, 'text', undefined)).toMatchObject({
      code,
      engineCode: String(number),
    });
  });

  it('recognises a full disk by the system’s words, whatever could not be written', () => {
    const text =
      'Cannot write to file /data/store/tmp_insert/data.bin: , errno: 28, strerror: No space left on device. (CANNOT_WRITE_TO_FILE_DESCRIPTOR)';
    expect(engineError(75, text, undefined)).toMatchObject({ code: 'DISK_FULL', engineCode: '75' });
    expect(engineError(76, 'Cannot open file, errno: 2', undefined).code).toBe('ENGINE');
  });

  it('says it in one line, cut where it is very long', () => {
    const { message } = engineError(62, `Syntax error:\n\n  SELECT ${'x'.repeat(1000)}`, undefined);
    expect(message).toMatch(/^clickhouse: Syntax error: SELECT x{300,400}…$/);
  });
});
