import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '..');

/** Which folders a folder may import, read from the table of docs/architecture.md. */
function allowedArrows(): Map<string, ReadonlySet<string>> {
  const rows = [
    ...readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8').matchAll(
      /^\| `([a-z-]+)\/` \|[^|]*\|([^|]*)\|$/gm,
    ),
  ];
  const above: string[] = [];
  const arrows = new Map<string, ReadonlySet<string>>();
  for (const [, folder, allowed] of rows) {
    const named = [...allowed!.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]!);
    arrows.set(folder!, new Set(allowed!.includes('everything above') ? above : named));
    above.push(folder!);
  }
  return arrows;
}

function sourceFiles(): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file.includes('/') && existsSync(join(ROOT, file)));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return (
    ts
      .preProcessFile(text, true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.'))
      .map((name) =>
        relative(ROOT, join(ROOT, dirname(file), name))
          .split(sep)
          .join('/'),
      )
      // The package's own name and version belong to no folder.
      .filter((target) => target !== 'package.json')
  );
}

const topFolder = (file: string): string => file.split('/', 1)[0]!;

const isTestOnly = (file: string): boolean =>
  file.endsWith('.test.ts') || file.includes('/benchmarks/');

describe('The arrows between the folders', () => {
  const arrows = allowedArrows();
  const files = sourceFiles();

  it('are listed for every folder that holds source', () => {
    expect([...new Set(files.map(topFolder))].filter((folder) => !arrows.has(folder))).toEqual([]);
  });

  it('point one way: what docs/architecture.md lists has no circle', () => {
    const settled = new Set<string>();
    const settleOne = (): boolean => {
      const next = [...arrows].find(
        ([folder, to]) => !settled.has(folder) && [...to].every((other) => settled.has(other)),
      );
      if (next) settled.add(next[0]);
      return next !== undefined;
    };
    while (settleOne());
    expect([...arrows.keys()].filter((folder) => !settled.has(folder))).toEqual([]);
  });

  it('are the only ones that the code has', () => {
    const back = files
      .filter((file) => !isTestOnly(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => topFolder(target) !== topFolder(file))
          .filter((target) => arrows.get(topFolder(file))?.has(topFolder(target)) !== true)
          .map((target) => `${file} -> ${target}`),
      );
    expect(back).toEqual([]);
  });

  it('enter a folder by its door', () => {
    const windows = files
      .filter((file) => !isTestOnly(file) && topFolder(file) !== 'test-support')
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => topFolder(target) !== topFolder(file))
          .filter((target) => !existsSync(join(ROOT, target, 'index.ts')))
          .map((target) => `${file} -> ${target}`),
      );
    expect(windows).toEqual([]);
  });

  it('never lead from production code to test support', () => {
    const leaks = files
      .filter((file) => !isTestOnly(file) && topFolder(file) !== 'test-support')
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => topFolder(target) === 'test-support')
          .map((target) => `${file} -> ${target}`),
      );
    expect(leaks).toEqual([]);
  });
});
