import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStatements, settingsClause, sqlString } from './sql-text';

/** What ClickHouse makes of a literal: the text between the quotes, each backslash taking the next character with it. */
function readLiteral(literal: string): string {
  expect(literal).toMatch(/^'(?:[^\\']|\\.)*'$/s);
  return literal.slice(1, -1).replace(/\\(.)/gs, '$1');
}

describe('sqlString', () => {
  it('makes one literal of any text, out of which nothing can break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readLiteral(sqlString(text))).toBe(text);
      }),
    );
  });

  it('escapes the two characters that could end a literal', () => {
    expect(sqlString(`it's a \\`)).toBe(`'it\\'s a \\\\'`);
  });
});

describe('settingsClause', () => {
  it('writes every value as a literal', () => {
    expect(settingsClause({ async_insert: '0', insert_deduplication_token: "a'b" })).toBe(
      `SETTINGS async_insert = '0', insert_deduplication_token = 'a\\'b'`,
    );
  });
});

describe('readStatements', () => {
  it('takes a file apart at the semicolons that end a line', () => {
    const statements = readStatements('create');
    expect(statements.map((text) => /CREATE TABLE IF NOT EXISTS (\w+)/.exec(text)?.[1])).toEqual([
      'view_marks',
      'films',
    ]);
    expect(statements.every((text) => !/;\s*$/.test(text))).toBe(true);
  });
});
