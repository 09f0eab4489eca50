import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelimitedParser, type ParsedRecord } from './delimited-parser';

const FORMAT = {
  delimiter: '|',
  nullText: '',
  enclosedBy: undefined,
  escape: '\\',
  recordTerminator: '\n',
} as const;

type Format = ConstructorParameters<typeof DelimitedParser>[0];

function parse(text: string, columns: number, format: Format = FORMAT): readonly ParsedRecord[] {
  const parser = new DelimitedParser(format, columns);
  return [...parser.push(Buffer.from(text)), ...parser.end()];
}

function fields(text: string, columns: number, format: Format = FORMAT): unknown {
  return parse(text, columns, format).map((record) =>
    'fields' in record ? record.fields : record.rejected,
  );
}

describe('DelimitedParser', () => {
  it('reads records and fields, the last one also without a terminator', () => {
    expect(fields('1|a\n2|b\n3|c', 2)).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ]);
  });

  it('takes a field that equals the null text for null, unless it is escaped or enclosed', () => {
    expect(fields('1|\n', 2)).toEqual([['1', null]]);
    const format = { ...FORMAT, nullText: 'NULL', enclosedBy: '"' };
    expect(fields('NULL|"NULL"|\\NULL|\n', 4, format)).toEqual([[null, 'NULL', 'NULL', '']]);
  });

  it('takes an escaped delimiter, terminator or escape for data', () => {
    expect(fields('a\\|b|c\\\nd\\\\\n', 2)).toEqual([['a|b', 'c\nd\\']]);
  });

  it('takes delimiters and terminators within an enclosure for data', () => {
    const format = { ...FORMAT, enclosedBy: '"' };
    expect(fields('"a|b"|"c\nd"\n', 2, format)).toEqual([['a|b', 'c\nd']]);
  });

  it('takes a backslash for data when there is no escape', () => {
    expect(fields('a\\|b\n', 2, { ...FORMAT, escape: undefined })).toEqual([['a\\', 'b']]);
  });

  it('numbers records from 1 and skips empty lines without a number', () => {
    const numbers = parse('1|a\n\n2\n3|b|c\n4|d\n', 2).map((record) => [
      record.number,
      'rejected' in record ? record.rejected : 'fits',
    ]);
    expect(numbers).toEqual([
      [1, 'fits'],
      [2, 'Too few columns found'],
      [3, 'Too many columns found'],
      [4, 'fits'],
    ]);
  });

  it('finds the same records wherever the stream is cut, also within a character', () => {
    const bytes = Buffer.from('ä|\\|x\n\\\ny|€\n😀|z\n');
    const whole = parse(bytes.toString(), 2);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        const bounds = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const parser = new DelimitedParser(FORMAT, 2);
        const records = bounds
          .slice(1)
          .flatMap((end, i) => [...parser.push(bytes.subarray(bounds[i], end))]);
        expect([...records, ...parser.end()]).toEqual(whole);
      }),
    );
  });
});
