import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFilms, describeDataset, markChunks } from '../../generators';
import { openStorage, type Storage } from '../../loaders';
import type { Film, MarkColumns } from '../../marks';
import { type QuestionName, QUESTION_NAMES, type QuestionParameters } from '../../schemas';
import { CONTRACT_ENGINES, type EngineHost } from '../../test-support/contract-engines';
import { crowdedMarks } from '../../test-support/crowded-marks';
import { type AnswerVerdict, compareAnswers } from '../compare-answers';
import { seededRandom } from '../seeded-random';
import { drawParameters, Oracle } from '.';

interface Dataset {
  readonly name: string;
  readonly films: readonly Film[];
  readonly batches: () => Iterable<MarkColumns>;
  /** How often each question is asked, with other parameters each time. */
  readonly draws: number;
}

/** Every kind of exception at once, and often enough to show in the answers. */
const SPEC = describeDataset({
  rows: 200_000,
  seed: 7,
  days: 12,
  films: 400,
  lateShare: 0.03,
  outOfOrderShare: 0.05,
  resentShare: 0.05,
  unknownFilmShare: 0.02,
});

const CROWDED = crowdedMarks(3000, 5);

const DATASETS: readonly Dataset[] = [
  {
    name: 'generated marks',
    films: createFilms(SPEC),
    batches: () => markChunks(SPEC, 50_000),
    draws: 4,
  },
  { name: 'crowded marks', films: CROWDED.films, batches: () => [CROWDED.marks], draws: 8 },
];

const READING = CONTRACT_ENGINES.filter(({ unsupported }) => !unsupported.includes('reads'));

function oracleOf({ films, batches }: Dataset): Oracle {
  const oracle = new Oracle(films);
  for (const batch of batches()) oracle.add(batch);
  return oracle;
}

describe('The generated marks', () => {
  it('have what the questions are about', () => {
    const oracle = oracleOf(DATASETS[0]!);
    expect(oracle.tally.marks).toBe(SPEC.rows);
    expect(oracle.tally.viewers).toBeGreaterThan(1000);
    expect(oracle.answer('marks-of-unknown-films').length).toBeGreaterThan(1);
    const unfinished = oracle.answer('unfinished-films', { min_viewers: 1, limit: 10_000 });
    expect(unfinished.some(({ unfinished_viewers }) => unfinished_viewers === 0)).toBe(true);
    expect(unfinished.some(({ median_stop_s }) => median_stop_s !== null)).toBe(true);
  });
});

describe.each(READING)('$name', (engine) => {
  let host: EngineHost;

  beforeAll(async () => {
    host = await engine.start();
  });
  afterAll(() => host.stop());

  describe.each(DATASETS)('on $name', (dataset) => {
    const oracle = oracleOf(dataset);
    let storage: Storage;

    beforeAll(async () => {
      storage = await openStorage(await host.freshUrl());
      await storage.createSchema();
      await storage.replaceFilms(dataset.films);
      let batches = 0;
      for (const batch of dataset.batches()) {
        await storage.insert(batch, { token: `batch ${++batches}` });
      }
    });
    afterAll(() => storage.close());

    async function verdictOn(
      question: QuestionName,
      parameters: QuestionParameters,
    ): Promise<AnswerVerdict> {
      const expected = oracle.answer(question, parameters);
      return compareAnswers(question, expected, await storage.ask(question, parameters));
    }

    it.each(QUESTION_NAMES)('gives the right answer to %s', async (question) => {
      const random = seededRandom(11);
      for (let draw = 0; draw < dataset.draws; draw++) {
        const parameters = drawParameters(question, oracle.tally, random);
        const verdict = await verdictOn(question, parameters);
        expect({ parameters, verdict }).toEqual({ parameters, verdict: { status: 'right' } });
      }
    });

    it('lists every film in the right order', async () => {
      const all = { min_viewers: 1, limit: 100_000 };
      for (const question of ['most-watched-films', 'unfinished-films'] as const) {
        expect(await verdictOn(question, all)).toEqual({ status: 'right' });
      }
      const line = { ...all, finish_line: 0.55 };
      expect(await verdictOn('unfinished-films', line)).toEqual({ status: 'right' });
    });
  });
});
