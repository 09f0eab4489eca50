import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGRAMS, diagramNames, sourceMark } from './diagram-files';

const ROOT = join(__dirname, '..', '..');

/** Pictures that the Markdown files show, as absolute paths. */
function shownPictures(): readonly string[] {
  const guides = readdirSync(join(ROOT, 'docs'), { encoding: 'utf8', recursive: true })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
  return ['README.md', ...guides].flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+\.svg)\)/g)].map(
      ([, target]) => resolve(ROOT, dirname(file), target!),
    ),
  );
}

describe.each(diagramNames())('The diagram %s', (name) => {
  it('is drawn from its source as it stands', () => {
    const source = readFileSync(join(DIAGRAMS, `${name}.mmd`), 'utf8');
    const [mark] = readFileSync(join(DIAGRAMS, `${name}.svg`), 'utf8').split('\n');
    expect(mark).toBe(sourceMark(source));
  });

  it('is shown by a document', () => {
    expect(shownPictures()).toContain(join(DIAGRAMS, `${name}.svg`));
  });
});

describe('The documents', () => {
  it('show no picture that is missing', () => {
    const known = new Set(diagramNames().map((name) => join(DIAGRAMS, `${name}.svg`)));
    const missing = shownPictures()
      .filter((path) => path.startsWith(DIAGRAMS) && !known.has(path))
      .map((path) => relative(ROOT, path));
    expect(missing).toEqual([]);
  });
});
