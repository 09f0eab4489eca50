import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { bar, renderAnswer } from './render-answer';

describe('An answer', () => {
  const stops = [
    { bucket_start_s: 0, viewers: 40 },
    { bucket_start_s: 3660, viewers: 10 },
  ];

  it('is a table whose histogram has bars in proportion', () => {
    const lines = renderAnswer('table', 'stop-moments', stops).split('\n');
    const [first, second] = lines.filter((line) => line.includes('█'));
    expect(first).toContain('0:00:00');
    expect(second).toContain('1:01:00');
    const length = (line: string): number => line.split('█').length - 1;
    expect(length(first!)).toBe(30);
    expect(length(second!)).toBe(7);
    expect(second).toContain('▌');
  });

  it('shows shares as percentages and what is missing as a dash', () => {
    const text = renderAnswer('table', 'unfinished-films', [
      {
        film_id: 'f',
        title: 'a\u001b[2Jb',
        viewers: 1200,
        unfinished_viewers: 0,
        unfinished_share: 0.255,
        median_stop_s: null,
      },
    ]);
    expect(text).toContain('25.5 %');
    expect(text).toContain('1,200');
    expect(text).toContain(' - ');
    expect(text).toContain('a?[2Jb');
  });

  it('says when there are no rows', () => {
    expect(renderAnswer('table', 'stop-moments', [])).toBe('no rows\n');
    expect(renderAnswer('json', 'stop-moments', [])).toBe('[]\n');
    expect(renderAnswer('csv', 'stop-moments', [])).toBe('bucket_start_s,viewers\r\n');
  });

  it('comes back whole from JSON and from CSV', () => {
    const rows = [{ film_id: 'f', title: 'a "b", c\nd', viewers: 3, completion: 0.5 }];
    expect(JSON.parse(renderAnswer('json', 'most-watched-films', rows))).toEqual(rows);
    expect(
      parse(renderAnswer('csv', 'most-watched-films', rows), {
        columns: true,
        record_delimiter: '\r\n',
      }),
    ).toEqual([{ film_id: 'f', title: 'a "b", c\nd', viewers: '3', completion: '0.5' }]);
  });

  it('has bars to an eighth of a column', () => {
    expect([bar(0), bar(1 / 240), bar(0.5), bar(2)]).toEqual([
      '',
      '▏',
      '█'.repeat(15),
      '█'.repeat(30),
    ]);
  });
});
