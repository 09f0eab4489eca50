import { beforeEach, expect, it } from 'vitest';
import { describeWhere, itWhere } from '../../test-support/applicable';
import { type AnswerRow, QUESTION_NAMES } from '../../schemas';
import { buildMarks, uuidOf } from '../../test-support/build-marks';
import {
  EVERY_DAY,
  failsWith,
  FILMS,
  forEveryEngine,
  series,
  withRandomIds,
} from '../../test-support/contract-suite';

forEveryEngine((contract) => {
  describeWhere(contract.can('reads'))('ask', () => {
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
          contract.storage.ask('stop-moments', parameters as Record<string, string>),
        ).rejects.toEqual(failsWith('BAD_PARAMETER'));
      }
      await expect(
        contract.storage.ask('marks-per-day', { from_day: '2026-02-30', to_day: '2026-03-01' }),
      ).rejects.toEqual(failsWith('BAD_PARAMETER'));
    });

    it('answers every question of an empty contract.storage with no rows', async () => {
      const parameters = {
        'stop-moments': { film_id: uuidOf(1) },
        'resume-point': { user_id: uuidOf(1), film_id: uuidOf(1) },
        'viewer-history': { user_id: uuidOf(1) },
        'marks-per-day': EVERY_DAY,
        'unique-viewers-per-day': EVERY_DAY,
        'platform-by-hour': EVERY_DAY,
      };
      for (const question of QUESTION_NAMES) {
        const answer = await contract.storage.ask(
          question,
          (parameters as Record<string, Record<string, string>>)[question],
        );
        expect(answer).toEqual([]);
      }
    });

    it('takes parameters at their ends', async () => {
      await contract.storage.insert(series(10), { token: 'a' });
      const ends = { from_day: '0001-01-01', to_day: '9999-12-31' };
      expect(await contract.storage.ask('marks-per-day', ends)).toEqual([
        { day: '2026-01-01', marks: 10 },
      ]);
      expect(
        await contract.storage.ask('most-watched-films', { min_viewers: 0, limit: 0 }),
      ).toEqual([]);
      expect(
        await contract.storage.ask('most-watched-films', {
          min_viewers: 2 ** 32 - 1,
          limit: 2 ** 32 - 1,
        }),
      ).toEqual([]);
      expect(
        await contract.storage.ask('stop-moments', {
          film_id: uuidOf(1).toUpperCase(),
          bucket_s: 2 ** 32 - 1,
        }),
      ).toEqual([{ bucket_start_s: 0, viewers: 10 }]);
      const finishLines = [0, 1e-300, 1e300];
      const shares = await Promise.all(
        finishLines.map((finish_line) =>
          contract.storage.ask('unfinished-films', { min_viewers: 1, finish_line }),
        ),
      );
      expect(shares.map(([film]) => film!.unfinished_share)).toEqual([0, 0.1, 1]);
    });

    it('answers several questions at the same time, each with its own parameters', async () => {
      await contract.storage.insert(series(200), { token: 'a' });
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          contract.storage.ask('resume-point', { user_id: uuidOf(n), film_id: uuidOf(1) }),
        ),
      );
      expect(answers.map(([row]) => row?.position_s)).toEqual(answers.map((_, n) => n));
    });
  });

  describeWhere(contract.can('reads'))('replaceFilms', () => {
    const history = async (film: number): Promise<AnswerRow | undefined> => {
      const rows = await contract.storage.ask('viewer-history', { user_id: uuidOf(9) });
      return rows.find(({ film_id }) => film_id === uuidOf(film));
    };

    beforeEach(async () => {
      await contract.storage.insert(
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
        // Exact to 15 digits: Vertica's driver gets no more.
        completion: expect.closeTo(50 / (2 ** 32 - 1), 22) as number,
      });
      const genres = await contract.storage.ask('completion-by-genre');
      expect(genres.map(({ genre, films }) => [genre, films])).toEqual([
        ["Ciné 'noir'", 1],
        ['Comedy, romantic', 1],
        ['Drama', 2],
      ]);
    });

    it('leaves the catalogue as it was when a film cannot be stored', async () => {
      const broken = { ...FILMS[1]!, filmId: 'no UUID' };
      await expect(
        contract.storage.replaceFilms([{ ...FILMS[0]!, title: 'New' }, broken]),
      ).rejects.toEqual(expect.objectContaining({ name: 'StorageError' }));
      expect(await history(1)).toMatchObject({ title: FILMS[0]!.title });
      expect(await history(2)).toMatchObject({ title: FILMS[1]!.title });
      await contract.storage.replaceFilms([{ ...FILMS[0]!, title: 'New' }]);
      expect(await history(1)).toMatchObject({ title: 'New' });
    });

    it('replaces the whole catalogue', async () => {
      await contract.storage.replaceFilms([{ ...FILMS[0]!, title: 'Alpha again', durationS: 200 }]);
      expect(await history(1)).toMatchObject({ title: 'Alpha again', completion: 0.25 });
      expect(await history(2)).toMatchObject({ title: null, completion: null });
      await contract.storage.replaceFilms([]);
      expect(await contract.storage.ask('most-watched-films', { min_viewers: 1 })).toEqual([]);
      expect(await contract.storage.ask('marks-of-unknown-films')).toHaveLength(2);
    });
  });

  describeWhere(contract.can('reads'))('size', () => {
    it('counts rows and bytes on disk, and grows with the rows', async () => {
      await contract.storage.insert(withRandomIds(series(20_000)), { token: 'a' });
      const small = await contract.storage.size();
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
      await contract.storage.insert(withRandomIds(series(100_000)), { token: 'b' });
      const large = await contract.storage.size();
      expect(large.rows).toBe(120_000);
      expect(large.bytes).toBeGreaterThan(16 * 120_000);
    });
  });

  itWhere(!contract.can('reads'))('says UNSUPPORTED where it cannot read', async () => {
    await expect(contract.storage.ask('most-watched-films')).rejects.toEqual(
      failsWith('UNSUPPORTED'),
    );
    await expect(contract.storage.size()).rejects.toEqual(failsWith('UNSUPPORTED'));
  });
});
