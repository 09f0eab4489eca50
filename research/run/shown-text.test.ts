import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../package-root';
import { reasonOf, shownText } from './shown-text';

describe('A text fit to be published', () => {
  const temporary = join(tmpdir(), 'viewmarks-bench-x1');
  const shown = shownText(temporary, ['./data/ch', '/srv/marks/d.db']);

  it('names no folder of the machine', () => {
    expect(shown(`chdb:${temporary}/clickhouse`)).toBe('chdb:<temporary>/clickhouse');
    expect(shown('duckdb:/srv/marks/d.db')).toBe('duckdb:<folder>/d.db');
    expect(shown(`cannot open ${resolve('./data/ch')}/store`)).toBe('cannot open ./data/ch/store');
    expect(shown(join(packageRoot(), 'loaders', 'x.ts'))).toBe('<viewmarks>/loaders/x.ts');
    expect(shown(`${homedir()}/secret`)).not.toContain(`${homedir()}/`);
  });

  it('keeps a relative path as typed', () => {
    expect(shown('chdb:./data/ch')).toBe('chdb:./data/ch');
  });

  it('is the first line of an error, and never empty', () => {
    expect(reasonOf(new Error(`lost ${temporary}\nstack`), shown)).toBe('lost <temporary>');
    expect(reasonOf(new Error(''), shown)).toBe('an error without a message');
    expect(reasonOf('plain', shown)).toBe('plain');
  });
});
