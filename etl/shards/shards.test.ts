import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { parseShards } from './shard-urls';

describe('The storage URLs of a cluster', () => {
  it('are shards with commas between', () => {
    expect(parseShards('ETL_STORAGE', 'http://a/db, http://b/db')).toEqual([
      'http://a/db',
      'http://b/db',
    ]);
  });

  it('may be one embedded storage alone', () => {
    expect(parseShards('ETL_STORAGE', 'chdb:./data')).toEqual(['chdb:./data']);
  });

  it.each([
    ['', 'it names no engine'],
    ['http://a/db,', 'it names no engine'],
    ['chdb:./a,chdb:./b', 'cannot be a part of a cluster'],
    ['http://u:secret@a/db,http://u:secret@a/db', 'is named twice'],
  ])('%j is refused in one line that names the variable', (text, problem) => {
    expect(() => parseShards('ETL_STORAGE', text)).toThrow(BadInputError);
    expect(() => parseShards('ETL_STORAGE', text)).toThrow(
      new RegExp(`^ETL_STORAGE: .*${problem}`),
    );
    expect(() => parseShards('ETL_STORAGE', text)).not.toThrow(/secret/);
  });
});
