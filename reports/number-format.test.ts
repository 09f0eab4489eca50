import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInterval,
  formatMs,
  formatRate,
  formatShare,
  formatSignificant,
} from './number-format';

describe('A measured number', () => {
  it.each([
    [0, '0'],
    [0.0789123, '0.0789'],
    [0.9996, '1.00'],
    [1, '1.00'],
    [45.649, '45.6'],
    [99.96, '100'],
    [640, '640'],
    [999.6, '1,000'],
    [12_345, '12,300'],
    [9_999_999, '10,000,000'],
    [1e-9, '<0.0000001'],
  ])('%d has three significant digits: %s', (value, text) => {
    expect(formatSignificant(value)).toBe(text);
  });

  it('is never further than half a digit from the value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const read = Number(formatSignificant(value).replaceAll(',', ''));
        expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.005 * (1 + 1e-9));
      }),
    );
  });
});

describe('A rate', () => {
  it.each([
    [0, '0'],
    [640, '640'],
    [999.4, '999'],
    [999.6, '1.00 k'],
    [81_540, '81.5 k'],
    [999_600, '1.00 M'],
    [3_419_000, '3.42 M'],
    [2.5e9, '2.50 G'],
    [7e12, '7.00 T'],
  ])('%d is written %s', (value, text) => {
    expect(formatRate(value)).toBe(text);
  });

  it('has an interval in its own format', () => {
    expect(formatInterval(3_310_000, 3_500_000, formatRate)).toBe('[3.31 M, 3.50 M]');
  });
});

describe('Counts, bytes, times and shares', () => {
  it('keep every digit of a count', () => {
    expect(formatCount(1_000_000)).toBe('1,000,000');
    expect(formatCount(999)).toBe('999');
    expect(formatCount(Number.MAX_SAFE_INTEGER)).toBe('9,007,199,254,740,991');
  });

  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1.00 KiB'],
    [1_048_000, '0.999 MiB'],
    [14_889_779, '14.2 MiB'],
    [25_276_510_208, '23.5 GiB'],
    [2 ** 50, '1,020 TiB'],
  ])('write %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.5124, '0.512 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [2_860, '2.86 s'],
  ])('write %d ms as %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  it.each([
    [42_400, '42 s'],
    [125_000, '2 min 5 s'],
    [3_612_000, '1 h 0 min 12 s'],
  ])('write a duration of %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('never round a small share to nothing', () => {
    expect(formatShare(0)).toBe('0.0 %');
    expect(formatShare(0.0001)).toBe('<0.1 %');
    expect(formatShare(0.1234)).toBe('12.3 %');
    expect(formatShare(1)).toBe('100.0 %');
  });
});
