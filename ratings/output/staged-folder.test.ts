import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../errors';
import { temporaryFolder } from '../../test-support/temporary-folder';
import { StagedFolder, type StagedFolderOptions } from './staged-folder';

const options = (more: Partial<StagedFolderOptions> = {}): StagedFolderOptions => ({
  flag: '--out',
  names: ['a.csv', 'b.csv'],
  inputs: [],
  force: false,
  ...more,
});

describe('A staged folder', () => {
  it('shows nothing of its files before they are published, and leaves nothing else behind', async () => {
    const parent = temporaryFolder();
    const target = join(parent, 'deep', 'out');
    const staged = await StagedFolder.create(target, options());
    writeFileSync(staged.file('a.csv'), 'whole');
    expect(readdirSync(join(parent, 'deep'))).not.toContain('out');
    await staged.publish();
    await staged.discard();
    expect(readdirSync(join(parent, 'deep'))).toEqual(['out']);
    expect(readFileSync(join(target, 'a.csv'), 'utf8')).toBe('whole');
    mkdirSync(join(parent, 'plain'));
    expect(statSync(target).mode).toBe(statSync(join(parent, 'plain')).mode);
  });

  it('leaves no trace when it is discarded', async () => {
    const parent = temporaryFolder();
    const staged = await StagedFolder.create(join(parent, 'out'), options());
    writeFileSync(staged.file('a.csv'), 'half');
    await staged.discard();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('keeps what else is in the folder, and does not ask for force because of it', async () => {
    const target = temporaryFolder();
    writeFileSync(join(target, 'notes.txt'), 'mine');
    const staged = await StagedFolder.create(target, options());
    writeFileSync(staged.file('a.csv'), 'new');
    await staged.publish();
    expect(readdirSync(target).sort()).toEqual(['a.csv', 'notes.txt']);
  });

  it('replaces earlier results only with force, and then also removes those without a successor', async () => {
    const target = temporaryFolder();
    writeFileSync(join(target, 'a.csv'), 'old');
    writeFileSync(join(target, 'b.csv'), 'old');
    const refused = StagedFolder.create(target, options());
    await expect(refused).rejects.toThrow(/a\.csv exists already; .*--force/);
    const staged = await StagedFolder.create(target, options({ force: true }));
    writeFileSync(staged.file('a.csv'), 'new');
    await staged.publish();
    expect(readdirSync(target)).toEqual(['a.csv']);
    expect(readFileSync(join(target, 'a.csv'), 'utf8')).toBe('new');
  });

  it('merges folders file by file', async () => {
    const target = temporaryFolder();
    mkdirSync(join(target, 'charts'));
    writeFileSync(join(target, 'charts', 'mine.svg'), 'mine');
    writeFileSync(join(target, 'charts', 'old.svg'), 'old');
    const names = ['charts/new.svg', 'charts/old.svg'];
    const staged = await StagedFolder.create(target, options({ names, force: true }));
    mkdirSync(staged.file('charts'));
    writeFileSync(staged.file('charts/new.svg'), 'new');
    await staged.publish();
    expect(readdirSync(join(target, 'charts')).sort()).toEqual(['mine.svg', 'new.svg']);
  });

  it('never writes over an input file, by whatever name it is reached', async () => {
    const target = temporaryFolder();
    const input = join(target, 'a.csv');
    writeFileSync(input, 'input');
    const link = join(temporaryFolder(), 'link');
    symlinkSync(target, link);
    const refused = StagedFolder.create(link, options({ inputs: [input], force: true }));
    await expect(refused).rejects.toThrow(/is one of the input files/);
  });

  it('says so when the target is a file', async () => {
    const target = join(temporaryFolder(), 'file');
    writeFileSync(target, '');
    await expect(StagedFolder.create(target, options())).rejects.toThrow(BadInputError);
    mkdirSync(`${target}-beside`);
    await expect(StagedFolder.create(`${target}-beside`, options())).resolves.toBeDefined();
  });
});
