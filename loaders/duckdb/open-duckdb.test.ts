import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildMarks, uuidOf } from '../../test-support/build-marks';
import { temporaryFolder } from '../../test-support/temporary-folder';
import type { Storage } from '../storage';
import { openDuckDb } from '.';

const HOLDER = join(__dirname, '..', '..', 'test-support', 'hold-duckdb.ts');

let folder: string;
let path: string;
const opened: Storage[] = [];
const cleanUps: (() => unknown)[] = [];

async function open(at = path): Promise<Storage> {
  const storage = await openDuckDb({ scheme: 'duckdb', path: at });
  opened.push(storage);
  return storage;
}

/** Opens the file in another process, and says what came of it. */
async function openElsewhere(): Promise<{ outcome: string; end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-r', 'ts-node/register', HOLDER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  cleanUps.push(end);
  const [outcome] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { outcome, end };
}

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'marks.db');
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  for (const storage of opened.splice(0)) await storage.close();
});

describe('opening a DuckDB file', () => {
  it('makes it when there is none, and leaves nothing else behind', async () => {
    const storage = await open();
    await storage.createSchema();
    expect(existsSync(`${path}.tmp`)).toBe(true);
    await storage.close();
    expect(await readdir(folder)).toEqual(['marks.db']);
  });

  it('says which settings the engine has', async () => {
    const { settings } = (await open()).identity;
    expect(settings).toMatchObject({ memory_limit: '384.0 MiB', checkpoint_threshold: '16.0 MiB' });
    expect(Number(settings.threads)).toBeGreaterThan(0);
  });

  it('takes a relative path, and gives no name a meaning of its own', async () => {
    const storage = await open(relative(process.cwd(), join(folder, ':memory:')));
    await storage.createSchema();
    await storage.close();
    expect(await readdir(folder)).toEqual([':memory:']);
  });

  it.each([
    ['its folder does not exist', 'no/marks.db', /no is not a folder$/],
    ['its folder is a file', 'file/marks.db', /file is not a folder$/],
    ['it is a folder', 'folder', /name a file in it$/],
    ['it is no database', 'file', /not a valid DuckDB database file!$/],
  ])('fails with NO_DATABASE when %s', async (_, name, message) => {
    await writeFile(join(folder, 'file'), 'so many words'.repeat(1000));
    await mkdir(join(folder, 'folder'));
    const failing = open(join(folder, name));
    await expect(failing).rejects.toMatchObject({
      code: 'NO_DATABASE',
      message: expect.stringMatching(message) as string,
    });
    expect((await readdir(folder)).sort()).toEqual(['file', 'folder']);
  });

  it('can be tried again after a failure', async () => {
    await writeFile(path, 'so many words'.repeat(1000));
    await expect(open()).rejects.toMatchObject({ code: 'NO_DATABASE' });
    await rm(path);
    await expect(open()).resolves.toBeDefined();
  });

  it('fails with LOCKED while this process has it open, under any name', async () => {
    const first = await open();
    await first.createSchema();
    const link = join(folder, 'link.db');
    await symlink(path, link);
    for (const name of [path, relative(process.cwd(), path), link]) {
      await expect(open(name)).rejects.toMatchObject({ code: 'LOCKED' });
    }
    await first.close();
    await expect(open(link)).resolves.toBeDefined();
  });

  it('fails with LOCKED while another process has it open', async () => {
    const holder = await openElsewhere();
    expect(holder.outcome).toBe('open');
    await expect(open()).rejects.toMatchObject({ code: 'LOCKED' });
    await holder.end();
    // What the killed process left behind goes with the next opening.
    await writeFile(join(`${path}.tmp`, 'left-over'), '');
    await open();
    expect(await readdir(`${path}.tmp`)).toEqual([]);
  });

  it('keeps other processes out, also after this one tried to open it twice', async () => {
    const storage = await open();
    await storage.createSchema();
    await expect(open()).rejects.toMatchObject({ code: 'LOCKED' });
    expect((await openElsewhere()).outcome).toBe('LOCKED');
    await storage.close();
    expect((await openElsewhere()).outcome).toBe('open');
  });
});

describe('closing a DuckDB file', () => {
  it('waits for what is under way', async () => {
    const storage = await open();
    await storage.createSchema();
    const marks = buildMarks(
      Array.from({ length: 5000 }, (_, n) => ({
        userId: uuidOf(n),
        filmId: uuidOf(1),
        positionS: n,
        at: n,
      })),
    );
    const inserts = ['a', 'b', 'c'].map((token) => storage.insert(marks, { token }));
    const answer = storage.ask('stop-moments', { film_id: uuidOf(1) });
    await storage.close();
    await expect(Promise.all(inserts)).resolves.toHaveLength(3);
    await expect(answer).resolves.toBeDefined();
    expect((await (await open()).size()).rows).toBe(15_000);
  });
});
