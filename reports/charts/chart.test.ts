import { describe, expect, it } from 'vitest';
import { shortLabels } from './chart';

describe('Labels of a chart', () => {
  it('are the names themselves where these are short', () => {
    expect(shortLabels(['null', 'duckdb-embedded'])).toEqual(['null', 'duckdb-embedded']);
  });

  it('lose the middle of long names and stay different from each other', () => {
    const long = (middle: string): string => `clickhouse-${middle}-on-another-machine`;
    const labels = shortLabels([long('first'.repeat(5)), long('second'.repeat(5))], 20);
    expect(labels).toEqual(['clickhous…r-machine', 'clickhous…r-machine (2)']);
  });

  it('do not cut a character in two', () => {
    expect(shortLabels(['🎬'.repeat(40)], 5)).toEqual(['🎬🎬…🎬🎬']);
  });
});
