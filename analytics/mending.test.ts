import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFilms, describeDataset, markChunks } from '../generators';
import { openStorage, type Storage } from '../loaders';
import { type ClickHouseDatabase, openClickHouseDatabase } from '../loaders/clickhouse';
import { allocateMarkColumns, concatMarkColumns, type MarkColumns, readUuid } from '../marks';
import { compareAnswers } from '../research/compare-answers';
import { Oracle } from '../research/oracle';
import { buildMarks, uuidOf } from '../test-support/build-marks';
import { askAnalysts } from './ask-analysts';
import { loadCatalogue } from './catalogue/load-catalogue';
import { filmTableState, refreshFilmTable } from './film-table';
import { forgetViewer, isErased } from './forget-viewer';
import { migrate } from './migrations';
import { checkProgress, isSound, rebuildProgress } from './progress';

const DAY_MS = 86_400_000;
/** Some days ago, so that no mark is older than marks are kept. */
const START_DAY = new Date(Date.now() - 20 * DAY_MS).toISOString().slice(0, 10);

const SPEC = describeDataset({ rows: 60_000, seed: 9, days: 10, films: 60, startDay: START_DAY });
const FILMS = createFilms(SPEC);
const MARKS = concatMarkColumns([...markChunks(SPEC, SPEC.rows)]);

function without(marks: MarkColumns, userId: string): MarkColumns {
  const kept = Array.from({ length: marks.rows }, (_, row) => row).filter(
    (row) => readUuid(marks.userId, row) !== userId,
  );
  const columns = allocateMarkColumns(kept.length);
  kept.forEach((from, to) => {
    for (const name of ['markId', 'userId', 'filmId'] as const) {
      columns[name].high[to] = marks[name].high[from]!;
      columns[name].low[to] = marks[name].low[from]!;
    }
    columns.positionS[to] = marks.positionS[from]!;
    columns.eventTimeMs[to] = marks.eventTimeMs[from]!;
    columns.platform[to] = marks.platform[from]!;
  });
  return columns;
}

function oracleOf(marks: MarkColumns, films = FILMS): Oracle {
  const oracle = new Oracle(films);
  oracle.add(marks);
  return oracle;
}

describe('A migrated database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewmarks-mending-'));
  let storage: Storage;
  let database: ClickHouseDatabase;

  beforeAll(async () => {
    const url = `chdb:${folder}?database=viewmarks`;
    storage = await openStorage(url);
    database = await openClickHouseDatabase(url);
    await migrate(database, 'single');
    await loadCatalogue(storage, database, FILMS);
    await storage.insert(MARKS, { token: 'all' });
  });
  afterAll(async () => {
    await storage.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectAnswersOf(oracle: Oracle): Promise<void> {
    const all = { min_viewers: 1, limit: 100_000 };
    for (const question of ['most-watched-films', 'unfinished-films'] as const) {
      for (const from of ['live', 'cached'] as const) {
        const answer = await askAnalysts(database, { from, question }, all);
        expect({
          from,
          verdict: compareAnswers(question, oracle.answer(question, all), answer),
        }).toEqual({
          from,
          verdict: { status: 'right' },
        });
      }
    }
  }

  it('finds marks that went past a missing feed, and a rebuild brings them in', async () => {
    await database.execute('DROP VIEW progress_by_film_feed SYNC');
    const user = uuidOf(77);
    const marks = buildMarks([
      { userId: user, filmId: FILMS[0]!.filmId, positionS: 5, at: `${START_DAY}T10:00:00Z` },
    ]);
    await storage.insert(marks, { token: 'past the feed' });
    const broken = await checkProgress(database);
    expect(broken.missingFeeds).toEqual(['progress_by_film_feed']);
    expect(broken.rollups[0]).toMatchObject({ behind: 1, ahead: 0 });
    expect(isSound(broken)).toBe(false);

    await rebuildProgress(database, 'single');
    expect(isSound(await checkProgress(database))).toBe(true);
    await expectAnswersOf(oracleOf(concatMarkColumns([MARKS, marks])));
    await forgetViewer(database, user);
  });

  it('finds progress without marks, and a rebuild takes it back', async () => {
    await database.execute(
      'INSERT INTO progress_by_film SELECT film_id, {stranger:UUID}, 9, last_mark FROM progress_by_film LIMIT 1',
      { stranger: uuidOf(78) },
    );
    await database.execute(
      'INSERT INTO progress_by_film SELECT film_id, user_id, 100000, last_mark FROM progress_by_film WHERE user_id != {stranger:UUID} LIMIT 1',
      { stranger: uuidOf(78) },
    );
    const broken = await checkProgress(database);
    expect(broken.rollups[0]).toMatchObject({ behind: 0, ahead: 2 });
    expect(isSound(broken)).toBe(false);
    await rebuildProgress(database, 'single');
    expect(isSound(await checkProgress(database))).toBe(true);
    await expectAnswersOf(oracleOf(MARKS));
  });

  it('finds a viewer whose films are not listed', async () => {
    await database.execute('TRUNCATE TABLE films_by_viewer');
    const broken = await checkProgress(database);
    expect(broken.rollups[1]!.behind).toBeGreaterThan(0);
    await rebuildProgress(database, 'single');
    expect(isSound(await checkProgress(database))).toBe(true);
  });

  it('refreshes its film table by itself, and says when', async () => {
    await refreshFilmTable(database);
    const state = await filmTableState(database);
    expect(state.status).toBe('refreshed');
    const [[schedule] = []] = await database.rows(
      "SELECT dateDiff('second', last_refresh_time, next_refresh_time) <= 30 FROM system.view_refreshes WHERE database = currentDatabase() AND view = 'film_summary_refresh'",
    );
    expect(schedule).toBe(1);
  });

  it('forgets a viewer in every table and every answer', async () => {
    const user = readUuid(MARKS.userId, 0);
    const erasure = await forgetViewer(database, user);
    expect(erasure.tables.map(({ table }) => table)).toEqual([
      'view_marks',
      'films_by_viewer',
      'progress_by_film',
    ]);
    expect(erasure.tables.every(({ rowsBefore }) => rowsBefore > 0)).toBe(true);
    expect(isErased(erasure)).toBe(true);
    await expectAnswersOf(oracleOf(without(MARKS, user)));
    expect(
      await askAnalysts(database, { from: 'live', question: 'viewer-history' }, { user_id: user }),
    ).toEqual([]);
    expect(isSound(await checkProgress(database))).toBe(true);
  });

  it('answers by the new durations of a film, and keeps the earlier ones', async () => {
    const films = FILMS.map((film, at) =>
      at === 0 ? { ...film, durationS: film.durationS + 60 } : film,
    );
    const changes = await loadCatalogue(storage, database, films.slice(0, -1));
    expect(changes).toEqual({ films: films.length - 1, added: 0, removed: 1, changedDurations: 1 });
    const changed = await askAnalysts(database, { from: 'live', question: 'changed-durations' });
    expect(changed).toMatchObject([
      {
        film_id: FILMS[0]!.filmId,
        duration_s: FILMS[0]!.durationS + 60,
        earlier_durations_s: String(FILMS[0]!.durationS),
      },
    ]);
    await refreshFilmTable(database);
    await expectAnswersOf(oracleOf(without(MARKS, readUuid(MARKS.userId, 0)), films.slice(0, -1)));
    await loadCatalogue(storage, database, FILMS);
  });

  it('drops mark_id of marks older than 90 days, and keeps the rest of them', async () => {
    const filmId = FILMS[2]!.filmId;
    const at = (daysAgo: number): number => Date.now() - daysAgo * DAY_MS;
    const marks = buildMarks([
      { markId: uuidOf(1), userId: uuidOf(80), filmId, positionS: 1, at: at(100) },
      { markId: uuidOf(2), userId: uuidOf(80), filmId, positionS: 2, at: at(10) },
    ]);
    await storage.insert(marks, { token: 'old and new' });
    await database.execute('OPTIMIZE TABLE view_marks FINAL');
    const rows = await database.rows(
      'SELECT mark_id, position_s FROM view_marks WHERE user_id = {user:UUID} ORDER BY position_s',
      { user: uuidOf(80) },
    );
    expect(rows).toEqual([
      ['00000000-0000-0000-0000-000000000000', 1],
      [uuidOf(2), 2],
    ]);
    await forgetViewer(database, uuidOf(80));
  });

  describe('tells what is wrong with marks', () => {
    const day = new Date(Date.now() - 3 * DAY_MS).toISOString().slice(0, 10);
    const period = { from_day: day, to_day: day };
    const filmId = FILMS[3]!.filmId;

    beforeAll(async () => {
      await database.execute('TRUNCATE TABLE view_marks');
      const at = (time: string): string => `${day}T${time}Z`;
      const userId = uuidOf(90);
      const marks = buildMarks([
        { markId: uuidOf(1), userId, filmId, positionS: 0, at: at('10:00:00') },
        { markId: uuidOf(2), userId, filmId, positionS: 30, at: at('10:20:00') },
        { markId: uuidOf(3), userId, filmId, positionS: 20, at: at('10:10:00') },
        { markId: uuidOf(4), userId, filmId, positionS: 25, at: at('10:19:30') },
        { markId: uuidOf(2), userId, filmId, positionS: 30, at: at('10:20:00') },
      ]);
      const origin = {
        topic: 'view-marks',
        partition: 0,
        offsets: new BigInt64Array([0n, 1n, 2n, 3n, 7n]),
      };
      await storage.insert(marks, { token: 'kafka', origin } as Parameters<Storage['insert']>[1]);
      const beyond = buildMarks([
        { markId: uuidOf(5), userId, filmId, positionS: 10_000_000, at: at('09:00:00') },
      ]);
      await storage.insert(beyond, { token: 'by hand' });
    });

    it('late, out of order, and without an order', async () => {
      expect(await askAnalysts(database, { from: 'live', question: 'late-marks' }, period)).toEqual(
        [
          {
            day,
            marks: 6,
            late_marks: 1,
            out_of_order_marks: 1,
            greatest_delay_ms: 600_000,
            marks_without_origin: 1,
          },
        ],
      );
    });

    it('sent more than once', async () => {
      expect(
        await askAnalysts(database, { from: 'live', question: 'marks-sent-again' }, period),
      ).toEqual([{ day, marks: 6, marks_sent_again: 1, extra_copies: 1, marks_without_id: 0 }]);
    });

    it('behind the end of their film', async () => {
      await rebuildProgress(database, 'single');
      expect(
        await askAnalysts(database, { from: 'live', question: 'positions-beyond-the-end' }),
      ).toMatchObject([
        {
          film_id: filmId,
          duration_s: FILMS[3]!.durationS,
          viewers_beyond: 1,
          viewers: 1,
          greatest_position_s: 10_000_000,
        },
      ]);
    });
  });
});
