import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { assertFreeSpace, neededBytes } from './disk-space';
import { fileJournal } from './journal';
import { MEASURED, prepareRunFolder, resumeRunFolder } from './run-folder';

describe('The folder of a run', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'viewmarks-run-folder-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('is complete when it holds no journal and no lock any more', () => {
    const out = join(root, 'runs', 'one');
    const folder = prepareRunFolder(out);
    fileJournal(folder.journalFile).note('run', 1);
    writeFileSync(join(folder.path, 'results.json'), '{}');
    folder.finish();
    expect(folder.abandon()).toBe('complete');
    expect(readdirSync(out)).toEqual(['results.json']);
    expect(readdirSync(join(root, 'runs'))).toEqual(['one']);
  });

  it('leaves no trace when nothing was measured, not even the parents it made', () => {
    const folder = prepareRunFolder(join(root, 'a', 'b', 'run'));
    fileJournal(folder.journalFile).note('run', 'which one it is');
    expect(folder.abandon()).toBe('removed');
    expect(readdirSync(root)).toEqual([]);
  });

  it('keeps what others put beside it when it leaves no trace', () => {
    const folder = prepareRunFolder(join(root, 'a', 'run'));
    writeFileSync(join(root, 'a', 'other'), '');
    folder.abandon();
    expect(readdirSync(join(root, 'a'))).toEqual(['other']);
  });

  it('stays when something was measured, and can then only be resumed', () => {
    const out = join(root, 'run');
    const folder = prepareRunFolder(out);
    const journal = fileJournal(folder.journalFile);
    journal.note('run', 'which one it is');
    journal.within(MEASURED).note('a cell', { rowsPerSecond: 1 });
    expect(folder.abandon()).toBe('kept');
    expect(() => prepareRunFolder(out)).toThrow('holds a run that is not complete');
    const again = resumeRunFolder(out);
    expect(fileJournal(again.journalFile).knows('measured/a cell')).toBe(true);
    again.finish();
    expect(() => resumeRunFolder(out)).toThrow('holds no run that was interrupted');
  });

  it('may be there already when it is empty', () => {
    mkdirSync(join(root, 'run'));
    prepareRunFolder(join(root, 'run')).finish();
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

  it('belongs to the process that came first, for as long as it lives', async () => {
    const out = join(root, 'run');
    const folder = prepareRunFolder(out);
    expect(() => prepareRunFolder(out)).toThrow(
      `process ${process.pid} is measuring into this folder`,
    );
    folder.abandon();

    mkdirSync(out);
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    await once(child, 'exit');
    writeFileSync(join(out, '.lock'), `${child.pid} 1`);
    prepareRunFolder(out).abandon();
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
