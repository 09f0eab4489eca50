import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateMarkColumns } from './mark-columns';
import { formatUuid, parseUuid, readUuid, writeUuid } from './uuid';

const anyUuid = fc.uuid({ version: [1, 4, 7] });

describe('UUIDs', () => {
  it('read back as they were written, whatever their bits', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyUuid, fc.constant('ffffffff-ffff-ffff-ffff-ffffffffffff')),
        (text) => {
          const { userId } = allocateMarkColumns(2);
          writeUuid(userId, 1, text);
          return readUuid(userId, 1) === text && readUuid(userId, 0).startsWith('00000000-0000-');
        },
      ),
    );
  });

  it('are two signed 64-bit words, most significant first', () => {
    expect(parseUuid('80000000-0000-0000-0000-0000000000ff')).toEqual({
      high: -(2n ** 63n),
      low: 255n,
    });
  });

  it('are formatted from four 32-bit words, signed or not', () => {
    expect(formatUuid(0x01234567, 0x89abcdef, 0xfedcba98 | 0, 0x76543210)).toBe(
      '01234567-89ab-cdef-fedc-ba9876543210',
    );
  });

  it.each([
    '',
    '01234567-89ab-cdef-fedc-ba987654321',
    '0123456789abcdeffedcba9876543210',
    '{01234567-89ab-cdef-fedc-ba9876543210}',
    '01234567-89ab-cdef-fedc-ba987654321g',
    '01234567-89ab-cdef-fedc-ba9876543210\n',
  ])('are refused in any other form: %j', (text) => {
    expect(parseUuid(text)).toBeUndefined();
    expect(() => {
      writeUuid(allocateMarkColumns(1).userId, 0, text);
    }).toThrow(RangeError);
  });

  it('may be written in capitals and are read in lower case', () => {
    const { filmId } = allocateMarkColumns(1);
    writeUuid(filmId, 0, 'ABCDEF01-89AB-CDEF-FEDC-BA9876543210');
    expect(readUuid(filmId, 0)).toBe('abcdef01-89ab-cdef-fedc-ba9876543210');
  });
});
