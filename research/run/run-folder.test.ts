import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { assertFreeSpace, neededBytes } from './disk-space';
import { prepareRunFolder } from './run-folder';

describe('The folder of a run', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'viewmarks-run-folder-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('appears whole, and not before it is published', () => {
    const out = join(root, 'runs', 'one');
    const folder = prepareRunFolder(out);
    writeFileSync(join(folder.staging, 'results.json'), '{}');
    expect(existsSync(out)).toBe(false);
    folder.publish();
    expect(readdirSync(out)).toEqual(['results.json']);
    expect(readdirSync(join(root, 'runs'))).toEqual(['one']);
  });

  it('leaves no trace when it is discarded, not even the parents it made', () => {
    const folder = prepareRunFolder(join(root, 'a', 'b', 'run'));
    writeFileSync(join(folder.staging, 'results.json'), '{}');
    folder.discard();
    expect(readdirSync(root)).toEqual([]);
  });

  it('keeps what others put beside it when it is discarded', () => {
    const folder = prepareRunFolder(join(root, 'a', 'run'));
    writeFileSync(join(root, 'a', 'other'), '');
    folder.discard();
    expect(readdirSync(join(root, 'a'))).toEqual(['other']);
  });

  it('is not discarded once it is published', () => {
    const folder = prepareRunFolder(join(root, 'run'));
    folder.publish();
    folder.discard();
    expect(existsSync(join(root, 'run'))).toBe(true);
  });

  it('may be there already when it is empty', () => {
    mkdirSync(join(root, 'run'));
    const folder = prepareRunFolder(join(root, 'run'));
    folder.publish();
    expect(readdirSync(root)).toEqual(['run']);
  });

  it('is refused when it holds something, is a file, or lies below a file', () => {
    writeFileSync(join(root, 'file'), '');
    for (const [out, problem] of [
      [root, 'not empty'],
      [join(root, 'file'), 'is a file'],
      [join(root, 'file', 'run'), 'cannot be written'],
    ] as const) {
      expect(() => prepareRunFolder(out)).toThrow(BadInputError);
      expect(() => prepareRunFolder(out)).toThrow(problem);
    }
    expect(readdirSync(root)).toEqual(['file']);
  });

  it('goes to the run that finishes first when two want the same', () => {
    const out = join(root, 'run');
    const first = prepareRunFolder(out);
    const second = prepareRunFolder(out);
    writeFileSync(join(first.staging, 'results.json'), 'first');
    first.publish();
    expect(() => {
      second.publish();
    }).toThrow();
    second.discard();
    expect(readdirSync(root)).toEqual(['run']);
  });
});

describe('The disk', () => {
  it('must have room for what the run may need', () => {
    expect(() => {
      assertFreeSpace(tmpdir(), neededBytes(1_000_000_000_000, 2));
    }).toThrow('--rows: the run may need');
    expect(() => {
      assertFreeSpace(tmpdir(), 1);
    }).not.toThrow();
  });
});
