import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { fileJournal, NO_JOURNAL } from './journal';

const unexpected = (): Promise<never> => Promise.reject(new Error('this was measured before'));

describe('The journal of a run', () => {
  it('gives back what was measured before an interruption', async () => {
    const file = join(temporaryFolder(), 'journal.jsonl');
    const first = fileJournal(file).within('insert');
    expect(await first.once('a', () => Promise.resolve({ rows: 3 }))).toEqual({ rows: 3 });
    await expect(first.once('b', unexpected)).rejects.toThrow();

    const second = fileJournal(file).within('insert');
    expect(second.knows('a')).toBe(true);
    expect(await second.once('a', unexpected)).toEqual({ rows: 3 });
    expect(await second.once('b', () => Promise.resolve(1))).toBe(1);
    expect(fileJournal(file).knows('a')).toBe(false);
    expect(fileJournal(file).values('insert/')).toEqual([{ rows: 3 }, 1]);
  });

  it('measures again what was cut off while it was written', async () => {
    const file = join(temporaryFolder(), 'journal.jsonl');
    fileJournal(file).note('whole', 1);
    appendFileSync(file, '{"key":"cut","val');
    const journal = fileJournal(file);
    expect(journal.knows('whole')).toBe(true);
    expect(await journal.once('cut', () => Promise.resolve(2))).toBe(2);
    expect(fileJournal(file).values('cut')).toEqual([2]);
  });

  it('is refused when somebody edited it', () => {
    const file = join(temporaryFolder(), 'journal.jsonl');
    writeFileSync(file, 'not json\n{"key":"a","value":1}\n');
    expect(() => fileJournal(file)).toThrow('at line 1: is not as the run wrote it');
  });

  it('remembers nothing where none is wanted', async () => {
    expect(await NO_JOURNAL.within('x').once('a', () => Promise.resolve(1))).toBe(1);
    expect(NO_JOURNAL.knows('a')).toBe(false);
  });
});
