import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { allocateMarkColumns, type MarkColumns, sliceMarkColumns } from '../../../marks';
import { buildMarks, uuidOf } from '../../../test-support/build-marks';
import { openStorage } from '../../open-storage';
import type { Storage } from '../../storage';
import type { StorageErrorCode } from '../../storage-error';
import { MAX_BATCH_ROWS } from '../pinned-settings';

const EVERY_DAY = { from_day: '1970-01-01', to_day: '2105-12-31' };

/** Marks of one film and one viewer, `stepMs` apart. */
function series(rows: number, stepMs = 1000): MarkColumns {
  return buildMarks(
    Array.from({ length: rows }, (_, n) => ({
      markId: uuidOf(n),
      userId: uuidOf(1),
      filmId: uuidOf(2),
      positionS: n,
      at: Date.parse('2026-01-01T00:00:00Z') + n * stepMs,
    })),
  );
}

async function countMarks(storage: Storage): Promise<number> {
  const days = await storage.ask('marks-per-day', EVERY_DAY);
  return days.reduce((marks, day) => marks + Number(day.marks), 0);
}

function coded(code: StorageErrorCode, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

describe('Embedded ClickHouse', () => {
  let folder: string;
  let path: string;
  let storage: Storage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'viewmarks-embedded-'));
    path = join(folder, 'data');
  });
  beforeEach(async () => {
    storage = await openStorage(`chdb:${path}`);
    await storage.createSchema();
  });
  afterEach(async () => {
    await storage.dropSchema();
    await storage.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  describe('the data directory', () => {
    it('is made when it is missing, in the folders that are missing', async () => {
      await storage.close();
      const deep = await openStorage(`chdb:${join(folder, 'a', 'b', 'c')}`);
      await deep.createSchema();
      await deep.close();
      storage = await openStorage(`chdb:${path}`);
    });

    it('cannot be a file', async () => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      await storage.close();
      for (const url of [`chdb:${file}`, `chdb:${join(file, 'data')}`]) {
        await expect(openStorage(url)).rejects.toEqual(coded('NO_DATABASE', /file/));
      }
      storage = await openStorage(`chdb:${path}`);
    });

    it('is locked against other processes', () => {
      const other = spawnSync(
        process.execPath,
        [
          '-r',
          'ts-node/register',
          '-e',
          `require('./loaders').openStorage(${JSON.stringify(`chdb:${path}`)}).catch(({ code, message }) => console.log(code, message))`,
        ],
        { encoding: 'utf8' },
      );
      expect(other.stdout).toBe(`LOCKED clickhouse: ${path} is open in process ${process.pid}\n`);
    });

    it('is the only one that a process can have open', async () => {
      await expect(openStorage(`chdb:${join(folder, 'other')}`)).rejects.toEqual(
        coded('LOCKED', /this process has .*data open/),
      );
    });

    it('can be had by several storages of one process, in databases of their own or the same', async () => {
      const same = await openStorage(`chdb:${path}`);
      const apart = await openStorage(`chdb:${path}?database=apart`);
      await apart.createSchema();
      await storage.insert(series(5), { token: 'a' });
      expect(await countMarks(same)).toBe(5);
      expect(await countMarks(apart)).toBe(0);
      await apart.dropSchema();
      await Promise.all([same.close(), apart.close()]);
    });
  });

  describe('after an error', () => {
    it('answers the next question', async () => {
      await storage.insert(series(100), { token: 'a' });
      const breaker = new Session(path);
      await breaker.queryAsync('RENAME TABLE films TO hidden');
      await expect(storage.ask('most-watched-films')).rejects.toEqual(coded('NO_SCHEMA', /films/));
      await breaker.queryAsync('RENAME TABLE hidden TO films');
      breaker.close();
      expect(await storage.ask('most-watched-films')).toEqual([]);
      expect(await countMarks(storage)).toBe(100);
    });

    it('inserts the next batch as if nothing had happened', async () => {
      await storage.dropSchema();
      for (const format of storage.formats) {
        await expect(storage.insert(series(10), { token: 'a', format })).rejects.toEqual(
          coded('NO_SCHEMA', /view_marks/),
        );
      }
      await storage.createSchema();
      for (const format of storage.formats) {
        await storage.insert(series(10), { token: format, format });
      }
      expect(await countMarks(storage)).toBe(10 * storage.formats.length);
    });
  });

  describe('tokens', () => {
    it('are known again whatever format the batch comes in', async () => {
      const batch = series(50);
      for (const format of storage.formats) await storage.insert(batch, { token: 'a', format });
      expect(await countMarks(storage)).toBe(50);
      for (const format of [...storage.formats].reverse()) {
        await storage.insert(batch, { token: 'b', format });
      }
      expect(await countMarks(storage)).toBe(100);
    });

    it('do not stick: a batch after one with a token is stored under its own', async () => {
      await storage.insert(series(10), { token: 'a' });
      const session = new Session(path);
      await session.queryAsync(
        "INSERT INTO view_marks SELECT * FROM view_marks SETTINGS async_insert = 0, insert_deduplication_token = 'other'",
      );
      session.close();
      await storage.insert(series(10), { token: 'b' });
      expect(await countMarks(storage)).toBe(30);
    });

    it('add what is missing when a batch of several months was stored in part', async () => {
      const monthMs = 31 * 86_400_000;
      const batch = series(12, monthMs);
      // As after a fault between two months: the first ones are there, under the batch's token.
      await storage.insert(sliceMarkColumns(batch, 0, 5), { token: 'a' });
      await storage.insert(batch, { token: 'a' });
      expect(await countMarks(storage)).toBe(12);
      await storage.insert(batch, { token: 'a' });
      expect(await countMarks(storage)).toBe(12);
    });
  });

  it.each(['arrow', 'native', 'json-each-row'])(
    'stores the largest batch of one month as one part, so whole or not at all: %s',
    async (format) => {
      const batch = allocateMarkColumns(MAX_BATCH_ROWS);
      const session = new Session(path);
      await session.queryAsync('SYSTEM STOP MERGES view_marks');
      await storage.insert(batch, { token: 'a', format });
      const parts = await session.queryAsync(
        "SELECT rows FROM system.parts WHERE active AND database = 'default' AND table = 'view_marks'",
        { format: 'TSV' },
      );
      session.close();
      expect(parts.text()).toBe(`${MAX_BATCH_ROWS}\n`);
    },
  );

  it('stores a batch of more months than the engine takes by default, once', async () => {
    const months = 110;
    const batch = buildMarks(
      Array.from({ length: months }, (_, month) => ({
        markId: uuidOf(month),
        userId: uuidOf(1),
        filmId: uuidOf(2),
        positionS: month,
        at: Date.UTC(1970, month, 1),
      })),
    );
    await storage.insert(batch, { token: 'a' });
    await storage.insert(batch, { token: 'a' });
    expect(await countMarks(storage)).toBe(months);
  });

  it('reads columns that lie anywhere in their memory', async () => {
    const whole = series(100);
    await storage.insert(sliceMarkColumns(whole, 33, 1), { token: 'a', format: 'arrow' });
    expect(await storage.ask('resume-point', { user_id: uuidOf(1), film_id: uuidOf(2) })).toEqual([
      { position_s: 33, event_time: '2026-01-01T00:00:33.000Z' },
    ]);
  });

  it('leaves no temporary file behind', async () => {
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    vi.stubEnv('TMPDIR', temporary);
    const other = await openStorage(`chdb:${path}`);
    vi.unstubAllEnvs();
    const [made] = await readdir(temporary);
    await other.insert(series(10), { token: 'a', format: 'native' });
    expect(await readdir(join(temporary, made!))).toEqual([]);
    await other.close();
    expect(await readdir(temporary)).toEqual([]);
  });
});
