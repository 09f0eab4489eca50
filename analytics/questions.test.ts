import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFilms, describeDataset, markChunks } from '../generators';
import { openStorage, type Storage } from '../loaders';
import { type ClickHouseDatabase, openClickHouseDatabase } from '../loaders/clickhouse';
import type { Film, MarkColumns } from '../marks';
import { compareAnswers } from '../research/compare-answers';
import { drawParameters, Oracle } from '../research/oracle';
import { seededRandom } from '../research/seeded-random';
import { QUESTION_NAMES, type QuestionParameters } from '../schemas';
import { startTestClickHouse, type TestClickHouse } from '../test-support/clickhouse-server';
import { crowdedMarks } from '../test-support/crowded-marks';
import {
  type AnswerSource,
  askAnalysts,
  CACHED_QUESTIONS,
  type CachedQuestion,
} from './ask-analysts';
import { refreshFilmTable } from './film-table';
import { migrate } from './migrations';
import { checkProgress, isSound } from './progress';

const SPEC = describeDataset({
  rows: 120_000,
  seed: 8,
  days: 40,
  films: 300,
  lateShare: 0.03,
  outOfOrderShare: 0.05,
  resentShare: 0.05,
  unknownFilmShare: 0.02,
});
const CROWDED = crowdedMarks(3000, 6);

interface Dataset {
  readonly name: string;
  readonly films: readonly Film[];
  readonly batches: readonly MarkColumns[];
}

const DATASETS: readonly Dataset[] = [
  { name: 'generated', films: createFilms(SPEC), batches: [...markChunks(SPEC, 20_000)] },
  { name: 'crowded', films: CROWDED.films, batches: [CROWDED.marks] },
];

interface Host {
  url(name: string): Promise<string>;
  stop(): Promise<void>;
}

const HOSTS: readonly { readonly name: string; readonly start: () => Promise<Host> }[] = [
  {
    name: 'embedded ClickHouse',
    start: () => {
      const folder = mkdtempSync(join(tmpdir(), 'viewmarks-analytics-'));
      return Promise.resolve({
        url: (name) => Promise.resolve(`chdb:${folder}?database=${name}`),
        stop: () => {
          rmSync(folder, { recursive: true, force: true });
          return Promise.resolve();
        },
      });
    },
  },
  {
    name: process.env.CLICKHOUSE_URL ? 'a ClickHouse server' : 'ClickHouse behind the HTTP front',
    start: async () => {
      const server: TestClickHouse = await startTestClickHouse();
      return { url: () => server.freshUrl(), stop: () => server.stop() };
    },
  },
];

describe.each(HOSTS)('On $name', ({ start }) => {
  let host: Host;

  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.stop());

  describe.each(DATASETS)(
    'with $name marks, the first of them from before the migration',
    (data) => {
      const oracle = new Oracle(data.films);
      let storage: Storage;
      let database: ClickHouseDatabase;

      beforeAll(async () => {
        const url = await host.url(data.name);
        storage = await openStorage(url);
        database = await openClickHouseDatabase(url);
        await storage.createSchema();
        await storage.replaceFilms(data.films);
        for (const [at, batch] of data.batches.entries()) {
          await storage.insert(batch, { token: `batch ${at}` });
          oracle.add(batch);
          if (at === 0) await migrate(database, 'single');
        }
        await refreshFilmTable(database);
      });
      afterAll(async () => {
        await storage.close();
        await database.close();
      });

      async function expectRight(
        source: AnswerSource,
        parameters: QuestionParameters,
      ): Promise<void> {
        const { question } = source as { question: CachedQuestion };
        const answer = await askAnalysts(database, source, parameters);
        const verdict = compareAnswers(question, oracle.answer(question, parameters), answer);
        expect({ source, parameters, verdict }).toEqual({
          source,
          parameters,
          verdict: { status: 'right' },
        });
      }

      it.each(QUESTION_NAMES)('answers %s live as the oracle does', async (question) => {
        const random = seededRandom(12);
        for (let draw = 0; draw < 4; draw++) {
          const parameters = drawParameters(question, oracle.tally, random);
          await expectRight({ from: 'live', question }, parameters);
        }
      });

      it.each(CACHED_QUESTIONS)(
        'answers %s from the film table as the oracle does',
        async (question) => {
          const random = seededRandom(13);
          for (let draw = 0; draw < 4; draw++) {
            const parameters = drawParameters(question, oracle.tally, random);
            await expectRight({ from: 'cached', question }, parameters);
          }
        },
      );

      it('lists every film in the right order', async () => {
        const all = { min_viewers: 1, limit: 100_000 };
        for (const from of ['live', 'cached'] as const) {
          await expectRight({ from, question: 'most-watched-films' }, all);
          await expectRight({ from, question: 'unfinished-films' }, all);
          await expectRight({ from, question: 'unfinished-films' }, { ...all, finish_line: 0.55 });
        }
      });

      it('keeps progress for every viewer of a film', async () => {
        const check = await checkProgress(database);
        expect(check.rollups.map(({ pairs }) => pairs)).toEqual([
          oracle.tally.viewers,
          oracle.tally.viewers,
        ]);
        expect(isSound(check)).toBe(true);
      });
    },
  );
});

describe('Marks that come again', () => {
  let host: Host;
  let storage: Storage;
  let database: ClickHouseDatabase;
  const { films, batches } = DATASETS[0]!;
  const oracle = new Oracle(films);

  beforeAll(async () => {
    host = await HOSTS[0]!.start();
    const url = await host.url('again');
    storage = await openStorage(url);
    database = await openClickHouseDatabase(url);
    await migrate(database, 'single');
    await storage.replaceFilms(films);
    for (const [at, batch] of batches.entries()) {
      await storage.insert(batch, { token: `batch ${at}` });
      oracle.add(batch);
    }
  });
  afterAll(async () => {
    await storage.close();
    await database.close();
    await host.stop();
  });

  it('change nothing under their token', async () => {
    await storage.insert(batches[1]!, { token: 'batch 1' });
    const answer = await askAnalysts(database, { from: 'live', question: 'completion-by-genre' });
    expect(
      compareAnswers('completion-by-genre', oracle.answer('completion-by-genre'), answer),
    ).toEqual({ status: 'right' });
    expect((await storage.size()).rows).toBe(SPEC.rows);
  });

  it('change no answer about viewers when they are stored twice', async () => {
    for (const [at, batch] of batches.entries()) {
      if (at % 3 === 0) await storage.insert(batch, { token: `replayed ${at}` });
    }
    await refreshFilmTable(database);
    expect((await storage.size()).rows).toBeGreaterThan(SPEC.rows);
    const all = { min_viewers: 1, limit: 100_000 };
    for (const question of ['most-watched-films', 'unfinished-films'] as const) {
      for (const from of ['live', 'cached'] as const) {
        const answer = await askAnalysts(database, { from, question }, all);
        expect(compareAnswers(question, oracle.answer(question, all), answer)).toEqual({
          status: 'right',
        });
      }
    }
    expect(isSound(await checkProgress(database))).toBe(true);
  });

  it('leave an answer right that is asked while they arrive', async () => {
    const state = { written: false, asked: 0 };
    const writing = (async () => {
      for (const [at, batch] of batches.entries()) {
        await storage.insert(batch, { token: `once more ${at}` });
      }
      state.written = true;
    })();
    const all = { min_viewers: 1, limit: 100_000 };
    const expected = oracle.answer('unfinished-films', all);
    do {
      for (const from of ['live', 'cached'] as const) {
        const answer = await askAnalysts(database, { from, question: 'unfinished-films' }, all);
        expect(compareAnswers('unfinished-films', expected, answer)).toEqual({ status: 'right' });
      }
      state.asked++;
    } while (!state.written);
    await writing;
    expect(state.asked).toBeGreaterThan(1);
  });
});
