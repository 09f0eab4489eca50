import { randomFillSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allocateMarkColumns,
  type Film,
  type MarkColumns,
  PLATFORMS,
  readUuid,
  sliceMarkColumns,
} from '../marks';
import { type AnswerRow, QUESTION_NAMES } from '../schemas';
import { buildMarks, type MarkDraft, uuidOf, writeUuidOf } from '../test-support/build-marks';
import { CONTRACT_ENGINES, type EngineHost } from '../test-support/contract-engines';
import {
  CAPABILITIES,
  type CapabilityName,
  openStorage,
  type Storage,
  type StorageErrorCode,
} from '.';

const EVERY_DAY = { from_day: '1970-01-01', to_day: '2105-12-31' };

const FILMS: readonly Film[] = [
  { filmId: uuidOf(1), title: 'Alpha', durationS: 100, genres: ['Drama'], releaseYear: 1999 },
  {
    filmId: uuidOf(2),
    title: 'It\'s "Beta", \\ a film\tof\n\nthe \u{1f3ac} Übermut; DROP TABLE films; --',
    durationS: 2 ** 32 - 1,
    genres: ['Drama', "Ciné 'noir'", 'Comedy, romantic'],
    releaseYear: 2026,
  },
];

const NIL = '00000000-0000-0000-0000-000000000000';
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** The top bit of each half alone: where signed and unsigned words part. */
const HALVES = '80000000-0000-0000-8000-000000000000';
const MIXED = '01234567-89ab-4def-9fed-cba987654321';

/** Every field at its ends, each mark of another user and film. */
const EXTREMES: readonly MarkDraft[] = [
  {
    markId: NIL,
    userId: NIL,
    filmId: MAX,
    positionS: 0,
    at: '1970-01-01T00:00:00.000Z',
    platform: 'web',
  },
  {
    markId: MAX,
    userId: MAX,
    filmId: NIL,
    positionS: 2 ** 32 - 1,
    at: '2105-12-31T23:59:59.999Z',
    platform: 'ios',
  },
  {
    markId: HALVES,
    userId: HALVES,
    filmId: MIXED,
    positionS: 2 ** 31,
    at: '2038-01-19T03:14:08.001Z',
    platform: 'android',
  },
  {
    markId: MIXED,
    userId: MIXED,
    filmId: HALVES,
    positionS: 1,
    at: '2000-02-29T12:00:00.500Z',
    platform: 'tv',
  },
];

/** `rows` marks of one film and `viewers` users, one second apart. */
function series(rows: number, viewers = rows, firstMark = 0): MarkColumns {
  const columns = allocateMarkColumns(rows);
  const startMs = Date.parse('2026-01-01T00:00:00Z');
  for (let row = 0; row < rows; row++) {
    writeUuidOf(columns.markId, row, firstMark + row);
    writeUuidOf(columns.userId, row, row % viewers);
    writeUuidOf(columns.filmId, row, 1);
    columns.positionS[row] = row;
    columns.eventTimeMs[row] = BigInt(startMs + row * 1000);
    columns.platform[row] = row % PLATFORMS.length;
  }
  return columns;
}

function withRandomIds(columns: MarkColumns): MarkColumns {
  randomFillSync(columns.markId.high);
  randomFillSync(columns.markId.low);
  return columns;
}

async function countMarks(storage: Storage): Promise<number> {
  const days = await storage.ask('marks-per-day', EVERY_DAY);
  return days.reduce((marks, day) => marks + Number(day.marks), 0);
}

function failsWith(code: StorageErrorCode): unknown {
  return expect.objectContaining({
    name: 'StorageError',
    code,
    message: expect.stringMatching(/^[^\n]+$/) as string,
  });
}

for (const engine of CONTRACT_ENGINES) {
  const can = (capability: CapabilityName): boolean => !engine.unsupported.includes(capability);

  describe(`${engine.name}:`, () => {
    let host: EngineHost;
    const open = new Set<Storage>();
    /** With its schema and the films, without marks. */
    let storage: Storage;

    async function openAt(url: string): Promise<Storage> {
      const opened = await openStorage(url);
      open.add(opened);
      return opened;
    }

    async function openFresh(): Promise<Storage> {
      const fresh = await openAt(await host.freshUrl());
      await fresh.createSchema();
      await fresh.replaceFilms(FILMS);
      return fresh;
    }

    /** Closes a storage and opens the same place again. */
    async function reopened(closed: Storage, url: string): Promise<Storage> {
      await closed.close();
      return openAt(url);
    }

    beforeAll(async () => {
      host = await engine.start();
    });
    afterAll(() => host.stop());
    beforeEach(async () => {
      storage = await openFresh();
    });
    afterEach(async () => {
      await Promise.all([...open].map((opened) => opened.close()));
      open.clear();
    });

    describe('identity', () => {
      it('says who answers, in which version, and shows no password', () => {
        const { identity } = storage;
        expect(identity.engineVersion).toMatch(/\d+\.\d+/);
        expect(identity.client).toMatch(/^\S+ \d+\.\d+/);
        expect(identity.url).not.toMatch(/:\/\/[^/@]*:(?!\*\*\*@)[^/@]+@/);
        expect(Object.values(identity.settings).every((value) => typeof value === 'string')).toBe(
          true,
        );
      });

      it('lists its formats and capabilities', () => {
        expect(storage.formats).toEqual(engine.formats);
        for (const capability of CAPABILITIES) {
          const declared = storage.capabilities[capability];
          expect(declared.status).toBe(can(capability) ? 'supported' : 'unsupported');
          if (declared.status === 'unsupported') expect(declared.reason).toMatch(/\w/);
        }
      });
    });

    describe('schema', () => {
      it('can be created and dropped twice', async () => {
        await storage.createSchema();
        await storage.dropSchema();
        await storage.dropSchema();
        await storage.createSchema();
        await storage.insert(series(3), { token: 'after' });
        if (can('reads')) expect(await countMarks(storage)).toBe(3);
      });

      it.runIf(can('reads'))(
        'keeps rows when created again, and loses them when dropped',
        async () => {
          await storage.insert(series(5), { token: 'a' });
          await storage.createSchema();
          expect(await countMarks(storage)).toBe(5);
          await storage.dropSchema();
          await storage.createSchema();
          expect(await countMarks(storage)).toBe(0);
          await storage.insert(series(2), { token: 'a' });
          expect(await countMarks(storage)).toBe(2);
        },
      );

      it.runIf(can('reads'))('is asked for where it is missing', async () => {
        await storage.dropSchema();
        const missing = failsWith('NO_SCHEMA');
        for (const format of engine.formats) {
          await expect(storage.insert(series(1), { token: 't', format })).rejects.toEqual(missing);
        }
        await expect(storage.replaceFilms(FILMS)).rejects.toEqual(missing);
        await expect(storage.size()).rejects.toEqual(missing);
        for (const question of ['marks-per-day', 'most-watched-films'] as const) {
          const parameters = question === 'marks-per-day' ? EVERY_DAY : {};
          await expect(storage.ask(question, parameters)).rejects.toEqual(missing);
        }
        await storage.createSchema();
        await storage.insert(series(1), { token: 't' });
        expect(await countMarks(storage)).toBe(1);
      });
    });

    describe.each(engine.formats)('insert as %s', (format) => {
      it('acknowledges every row and says what it cost', async () => {
        const receipt = await storage.insert(series(1000), { token: 'a', format });
        expect(receipt.rows).toBe(1000);
        // Every form holds at least the 45 bytes of a mark that are not its platform or padding.
        expect(receipt.wireBytes).toBeGreaterThan(45_000);
        for (const ms of [receipt.encodeMs, receipt.serverMs]) {
          expect(Number.isFinite(ms) && ms >= 0).toBe(true);
        }
      });

      it('takes a batch without rows and changes nothing', async () => {
        const receipt = await storage.insert(series(0), { token: 'none', format });
        expect(receipt).toMatchObject({ rows: 0, wireBytes: 0 });
        if (can('reads')) expect(await countMarks(storage)).toBe(0);
      });

      it('refuses a platform code without a name and keeps nothing of the batch', async () => {
        const marks = series(5000);
        marks.platform[4999] = PLATFORMS.length;
        await expect(storage.insert(marks, { token: 'bad', format })).rejects.toEqual(
          failsWith('BAD_BATCH'),
        );
        const good = series(10);
        await storage.insert(good, { token: 'bad', format });
        if (can('reads')) expect(await countMarks(storage)).toBe(10);
      });

      it.runIf(can('reads'))('gives extreme values back as they were', async () => {
        await storage.insert(buildMarks(EXTREMES), { token: 'extremes', format });
        for (const { userId, filmId, positionS, at } of EXTREMES) {
          expect(await storage.ask('resume-point', { user_id: userId, film_id: filmId })).toEqual([
            { position_s: positionS, event_time: at },
          ]);
          expect(await storage.ask('viewer-history', { user_id: userId })).toMatchObject([
            {
              film_id: filmId,
              last_event_time: at,
              last_position_s: positionS,
              max_position_s: positionS,
            },
          ]);
        }
        expect(await storage.ask('marks-of-unknown-films')).toHaveLength(EXTREMES.length);
        expect(await storage.ask('platform-by-hour', EVERY_DAY)).toEqual([
          { hour: 0, platform: 'web', marks: 1 },
          { hour: 3, platform: 'android', marks: 1 },
          { hour: 12, platform: 'tv', marks: 1 },
          { hour: 23, platform: 'ios', marks: 1 },
        ]);
        const days = await storage.ask('marks-per-day', EVERY_DAY);
        expect(days.map(({ day }) => day)).toEqual([
          '1970-01-01',
          '2000-02-29',
          '2038-01-19',
          '2105-12-31',
        ]);
      });

      it.runIf(can('reads'))('stores one row', async () => {
        await storage.insert(series(1), { token: 'one', format });
        expect(await countMarks(storage)).toBe(1);
      });

      it.runIf(can('reads'))(
        'stores a batch of more than a mebibyte, every row of it',
        async () => {
          const rows = 20_000;
          const receipt = await storage.insert(series(rows), { token: 'big', format });
          expect(receipt.wireBytes).toBeGreaterThan(1024 * 1024);
          expect(await countMarks(storage)).toBe(rows);
          expect(
            await storage.ask('stop-moments', { film_id: uuidOf(1), bucket_s: 10_000 }),
          ).toEqual([0, 10_000].map((start) => ({ bucket_start_s: start, viewers: 10_000 })));
          const hours = await storage.ask('platform-by-hour', EVERY_DAY);
          expect(hours[0]).toEqual({ hour: 0, platform: 'android', marks: 900 });
        },
      );

      it.runIf(can('reads'))('stores a slice of a batch, not the batch behind it', async () => {
        const slice = sliceMarkColumns(buildMarks([...EXTREMES, ...EXTREMES]), 3, 2);
        await storage.insert(slice, { token: 'slice', format });
        expect(await countMarks(storage)).toBe(2);
        for (const row of [0, 1]) {
          const draft = EXTREMES[(3 + row) % EXTREMES.length]!;
          expect(readUuid(slice.userId, row)).toBe(draft.userId);
          expect(
            await storage.ask('resume-point', { user_id: draft.userId, film_id: draft.filmId }),
          ).toEqual([{ position_s: draft.positionS, event_time: draft.at }]);
        }
      });

      it.runIf(can('deduplication'))(
        'keeps one copy of a batch whose token it has seen',
        async () => {
          const batch = series(100);
          const first = await storage.insert(batch, { token: 'a', format });
          const again = await storage.insert(batch, { token: 'a', format });
          expect([first.rows, again.rows]).toEqual([100, 100]);
          expect(await countMarks(storage)).toBe(100);
          await storage.insert(batch, { token: 'b', format });
          expect(await countMarks(storage)).toBe(200);
          await storage.insert(batch, { token: 'a', format });
          expect(await countMarks(storage)).toBe(200);
        },
      );
    });

    describe('insert', () => {
      it('takes its first format when none is named', async () => {
        const { wireBytes } = await storage.insert(series(100), { token: 'a' });
        const named = await storage.insert(series(100), {
          token: 'b',
          format: engine.formats[0]!,
        });
        expect(wireBytes).toBe(named.wireBytes);
      });

      it('refuses an unknown format and an empty token', async () => {
        for (const options of [
          { token: 'a', format: 'parchment' },
          { token: 'a', format: '' },
          { token: '' },
        ]) {
          await expect(storage.insert(series(1), options)).rejects.toEqual(failsWith('BAD_OPTION'));
        }
        if (can('reads')) expect(await countMarks(storage)).toBe(0);
      });

      it.runIf(can('reads'))('takes any text as a token', async () => {
        const tokens = [
          "'; DROP TABLE view_marks; --",
          '"',
          '\\',
          'view-marks:3:0..99',
          '\u{1f36a}\n',
        ];
        for (const [at, token] of tokens.entries()) {
          await storage.insert(series(10), { token });
          expect(await countMarks(storage)).toBe((at + 1) * 10);
        }
      });

      it.runIf(can('reads'))('takes several batches at the same time', async () => {
        const batches = Array.from({ length: 8 }, (_, n) => series(500, 500, n * 500));
        const receipts = await Promise.all(
          batches.map((batch, n) => storage.insert(batch, { token: `batch ${n}` })),
        );
        expect(receipts.map(({ rows }) => rows)).toEqual(batches.map(() => 500));
        expect(await countMarks(storage)).toBe(4000);
      });

      it.runIf(can('deduplication'))(
        'keeps one copy of a batch that comes several times at the same time',
        async () => {
          const batch = series(500);
          await Promise.all(Array.from({ length: 4 }, () => storage.insert(batch, { token: 'a' })));
          expect(await countMarks(storage)).toBe(500);
        },
      );

      it.runIf(can('deduplication') && can('durability'))(
        'knows its tokens again after close and open',
        async () => {
          const url = await host.freshUrl();
          const before = await openAt(url);
          await before.createSchema();
          await before.insert(series(100), { token: 'a' });
          const after = await reopened(before, url);
          await after.insert(series(100), { token: 'a' });
          expect(await countMarks(after)).toBe(100);
          await after.insert(series(100), { token: 'b' });
          expect(await countMarks(after)).toBe(200);
        },
      );
    });

    describe.runIf(can('durability'))('close', () => {
      it('keeps what was acknowledged', async () => {
        const url = await host.freshUrl();
        const before = await openAt(url);
        await before.createSchema();
        await before.replaceFilms(FILMS);
        await before.insert(buildMarks(EXTREMES), { token: 'extremes' });
        await before.insert(series(5000), { token: 'series' });
        const questions = [
          ['marks-per-day', EVERY_DAY],
          ['viewer-history', { user_id: MIXED }],
          ['most-watched-films', { min_viewers: 1 }],
        ] as const;
        const answersOf = async (asked: Storage): Promise<unknown[]> =>
          Promise.all(questions.map(([question, parameters]) => asked.ask(question, parameters)));
        const answers = await answersOf(before);
        const after = await reopened(before, url);
        expect(await answersOf(after)).toEqual(answers);
        expect(await countMarks(after)).toBe(5000 + EXTREMES.length);
      });
    });

    it('rejects every call after close, and may be closed again', async () => {
      await storage.close();
      await storage.close();
      const closed = failsWith('CLOSED');
      for (const call of [
        () => storage.createSchema(),
        () => storage.dropSchema(),
        () => storage.replaceFilms(FILMS),
        () => storage.insert(series(1), { token: 'a' }),
        () => storage.insert(series(0), { token: 'a' }),
        () => storage.ask('most-watched-films'),
        () => storage.size(),
      ]) {
        await expect(call()).rejects.toEqual(closed);
      }
    });

    describe.runIf(can('reads'))('ask', () => {
      it('refuses parameters that are missing, unknown or of the wrong type', async () => {
        for (const parameters of [
          {},
          { film_id: 'Alpha' },
          { film_id: 7 },
          { film_id: uuidOf(1), bucket_s: '60' },
          { film_id: uuidOf(1), bucket_s: -1 },
          { film_id: uuidOf(1), bucket_s: 0 },
          { film_id: uuidOf(1), bucket_s: 1.5 },
          { film_id: uuidOf(1), colour: 'red' },
        ]) {
          await expect(
            storage.ask('stop-moments', parameters as Record<string, string>),
          ).rejects.toEqual(failsWith('BAD_PARAMETER'));
        }
        await expect(
          storage.ask('marks-per-day', { from_day: '2026-02-30', to_day: '2026-03-01' }),
        ).rejects.toEqual(failsWith('BAD_PARAMETER'));
      });

      it('answers every question of an empty storage with no rows', async () => {
        const parameters = {
          'stop-moments': { film_id: uuidOf(1) },
          'resume-point': { user_id: uuidOf(1), film_id: uuidOf(1) },
          'viewer-history': { user_id: uuidOf(1) },
          'marks-per-day': EVERY_DAY,
          'unique-viewers-per-day': EVERY_DAY,
          'platform-by-hour': EVERY_DAY,
        };
        for (const question of QUESTION_NAMES) {
          const answer = await storage.ask(
            question,
            (parameters as Record<string, Record<string, string>>)[question],
          );
          expect(answer).toEqual([]);
        }
      });

      it('takes parameters at their ends', async () => {
        await storage.insert(series(10), { token: 'a' });
        const ends = { from_day: '0001-01-01', to_day: '9999-12-31' };
        expect(await storage.ask('marks-per-day', ends)).toEqual([
          { day: '2026-01-01', marks: 10 },
        ]);
        expect(await storage.ask('most-watched-films', { min_viewers: 0, limit: 0 })).toEqual([]);
        expect(
          await storage.ask('most-watched-films', { min_viewers: 2 ** 32 - 1, limit: 2 ** 32 - 1 }),
        ).toEqual([]);
        expect(
          await storage.ask('stop-moments', {
            film_id: uuidOf(1).toUpperCase(),
            bucket_s: 2 ** 32 - 1,
          }),
        ).toEqual([{ bucket_start_s: 0, viewers: 10 }]);
        const finishLines = [0, 1e-300, 1e300];
        const shares = await Promise.all(
          finishLines.map((finish_line) =>
            storage.ask('unfinished-films', { min_viewers: 1, finish_line }),
          ),
        );
        expect(shares.map(([film]) => film!.unfinished_share)).toEqual([0, 0.1, 1]);
      });

      it('answers several questions at the same time, each with its own parameters', async () => {
        await storage.insert(series(200), { token: 'a' });
        const answers = await Promise.all(
          Array.from({ length: 40 }, (_, n) =>
            storage.ask('resume-point', { user_id: uuidOf(n), film_id: uuidOf(1) }),
          ),
        );
        expect(answers.map(([row]) => row?.position_s)).toEqual(answers.map((_, n) => n));
      });
    });

    describe.runIf(can('reads'))('replaceFilms', () => {
      const history = async (film: number): Promise<AnswerRow | undefined> => {
        const rows = await storage.ask('viewer-history', { user_id: uuidOf(9) });
        return rows.find(({ film_id }) => film_id === uuidOf(film));
      };

      beforeEach(async () => {
        await storage.insert(
          buildMarks(
            [1, 2].map((film) => ({
              markId: uuidOf(film),
              userId: uuidOf(9),
              filmId: uuidOf(film),
              positionS: 50,
              at: '2026-01-01T00:00:00.000Z',
            })),
          ),
          { token: 'a' },
        );
      });

      it('keeps titles and genres letter by letter', async () => {
        expect(await history(2)).toMatchObject({
          title: FILMS[1]!.title,
          completion: 50 / (2 ** 32 - 1),
        });
        const genres = await storage.ask('completion-by-genre');
        expect(genres.map(({ genre, films }) => [genre, films])).toEqual([
          ["Ciné 'noir'", 1],
          ['Comedy, romantic', 1],
          ['Drama', 2],
        ]);
      });

      it('leaves the catalogue as it was when a film cannot be stored', async () => {
        const broken = { ...FILMS[1]!, filmId: 'no UUID' };
        await expect(
          storage.replaceFilms([{ ...FILMS[0]!, title: 'New' }, broken]),
        ).rejects.toEqual(expect.objectContaining({ name: 'StorageError' }));
        expect(await history(1)).toMatchObject({ title: FILMS[0]!.title });
        expect(await history(2)).toMatchObject({ title: FILMS[1]!.title });
        await storage.replaceFilms([{ ...FILMS[0]!, title: 'New' }]);
        expect(await history(1)).toMatchObject({ title: 'New' });
      });

      it('replaces the whole catalogue', async () => {
        await storage.replaceFilms([{ ...FILMS[0]!, title: 'Alpha again', durationS: 200 }]);
        expect(await history(1)).toMatchObject({ title: 'Alpha again', completion: 0.25 });
        expect(await history(2)).toMatchObject({ title: null, completion: null });
        await storage.replaceFilms([]);
        expect(await storage.ask('most-watched-films', { min_viewers: 1 })).toEqual([]);
        expect(await storage.ask('marks-of-unknown-films')).toHaveLength(2);
      });
    });

    describe.runIf(can('reads'))('size', () => {
      it('counts rows and bytes on disk, and grows with the rows', async () => {
        await storage.insert(withRandomIds(series(20_000)), { token: 'a' });
        const small = await storage.size();
        expect(small.rows).toBe(20_000);
        // Random mark_ids do not compress: 16 bytes a row, and at most 200 with everything.
        expect(small.bytes).toBeGreaterThan(16 * 20_000);
        expect(small.bytes).toBeLessThan(200 * 20_000);
        const fields = ['mark_id', 'user_id', 'film_id', 'position_s', 'event_time', 'platform'];
        for (const { table, column, bytes } of small.columns) {
          expect(table).toBe('view_marks');
          expect(fields).toContain(column);
          expect(bytes).toBeGreaterThanOrEqual(0);
        }
        const ofColumns = small.columns.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(ofColumns).toBeLessThanOrEqual(small.bytes);
        await storage.insert(withRandomIds(series(100_000)), { token: 'b' });
        const large = await storage.size();
        expect(large.rows).toBe(120_000);
        expect(large.bytes).toBeGreaterThan(16 * 120_000);
      });
    });

    describe.runIf(can('concurrent-reads'))('while an insert is under way', () => {
      it('answers questions, and shows a batch whole or not at all', async () => {
        const rows = 400_000;
        const batch = series(rows, 1000);
        let acknowledged = false;
        const isUnderWay = (): boolean => !acknowledged;
        const insert = storage.insert(batch, { token: 'a' }).finally(() => (acknowledged = true));
        insert.catch(() => undefined);
        const counts: number[] = [];
        while (isUnderWay()) {
          const count = await countMarks(storage);
          if (isUnderWay()) counts.push(count);
        }
        await insert;
        expect(counts.length).toBeGreaterThan(0);
        expect(counts.filter((count) => count !== 0 && count !== rows)).toEqual([]);
        expect(await countMarks(storage)).toBe(rows);
      });
    });

    it('does not mix up two storages that are open at the same time', async () => {
      const other = await openFresh();
      await Promise.all([
        storage.insert(series(100), { token: 'a' }),
        other.insert(series(7), { token: 'a' }),
      ]);
      if (can('reads')) {
        expect(await Promise.all([countMarks(storage), countMarks(other)])).toEqual([100, 7]);
      }
      await other.close();
      await storage.insert(series(1), { token: 'b' });
      if (can('reads')) expect(await countMarks(storage)).toBe(101);
    });

    it.runIf(!can('reads'))('says UNSUPPORTED where it cannot read', async () => {
      await expect(storage.ask('most-watched-films')).rejects.toEqual(failsWith('UNSUPPORTED'));
      await expect(storage.size()).rejects.toEqual(failsWith('UNSUPPORTED'));
    });
  });
}
