import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFilms, describeDataset, markChunks } from '../../generators';
import { openStorage, type Storage } from '../../loaders';
import { QUESTION_NAMES } from '../../schemas';
import { CONTRACT_ENGINES, type EngineHost } from '../../test-support/contract-engines';
import { compareAnswers } from '../compare-answers';
import { seededRandom } from '../seeded-random';
import { drawParameters, Oracle } from '.';

/** Every kind of exception at once, and often enough to show in the answers. */
const DATASET = describeDataset({
  rows: 200_000,
  seed: 7,
  days: 12,
  films: 400,
  lateShare: 0.03,
  outOfOrderShare: 0.05,
  resentShare: 0.05,
  unknownFilmShare: 0.02,
});

const BATCH_ROWS = 50_000;
const DRAWS = 5;

const films = createFilms(DATASET);
const oracle = new Oracle(films);

beforeAll(() => {
  for (const batch of markChunks(DATASET, BATCH_ROWS)) oracle.add(batch);
});

describe('The generated data', () => {
  it('has what the questions are about', () => {
    const { tally } = oracle;
    expect(tally.marks).toBe(DATASET.rows);
    expect(tally.viewers).toBeGreaterThan(1000);
    expect(oracle.answer('marks-of-unknown-films').length).toBeGreaterThan(1);
    const unfinished = oracle.answer('unfinished-films', { min_viewers: 1, limit: 10_000 });
    expect(unfinished.some(({ unfinished_viewers }) => unfinished_viewers === 0)).toBe(true);
    expect(unfinished.some(({ median_stop_s }) => median_stop_s !== null)).toBe(true);
  });
});

const READING = CONTRACT_ENGINES.filter(({ unsupported }) => !unsupported.includes('reads'));

describe.each(READING)('$name', (engine) => {
  let host: EngineHost;
  let storage: Storage;

  beforeAll(async () => {
    host = await engine.start();
    storage = await openStorage(await host.freshUrl());
    await storage.createSchema();
    await storage.replaceFilms(films);
    let batches = 0;
    for (const batch of markChunks(DATASET, BATCH_ROWS)) {
      await storage.insert(batch, { token: `batch ${++batches}` });
    }
  });

  afterAll(async () => {
    await storage.close();
    await host.stop();
  });

  it.each(QUESTION_NAMES)('gives the right answer to %s', async (question) => {
    const random = seededRandom(11);
    for (let draw = 0; draw < DRAWS; draw++) {
      const parameters = drawParameters(question, oracle.tally, random);
      const expected = oracle.answer(question, parameters);
      const verdict = compareAnswers(question, expected, await storage.ask(question, parameters));
      expect({ parameters, verdict }).toEqual({ parameters, verdict: { status: 'right' } });
    }
  });

  it('lists every film in the right order', async () => {
    const all = { min_viewers: 1, limit: 100_000 };
    for (const question of ['most-watched-films', 'unfinished-films'] as const) {
      const verdict = compareAnswers(
        question,
        oracle.answer(question, all),
        await storage.ask(question, all),
      );
      expect(verdict).toEqual({ status: 'right' });
    }
  });
});
