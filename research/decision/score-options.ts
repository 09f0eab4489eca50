import { runNoise } from '../comparison';
import type { Results } from '../results';
import { seedFor } from '../seeded-random';
import { compare } from '../statistics';
import type { Criteria, MeasureName } from './criteria';
import type { Decision, DecisionOption } from './decision-schema';
import { type Figure, MEASURES } from './measures';

/** An option of which something was measured, under the name of its storage in the run. */
export interface MeasuredOption {
  readonly id: string;
  readonly storage: string;
}

export interface Scores {
  readonly scores: Decision['scores'];
  readonly figures: ReadonlyMap<string, DecisionOption['figures']>;
  /** 0 to 100. */
  readonly totals: ReadonlyMap<string, number>;
}

type MeasuredFigure = Extract<Figure, { status: 'measured' }>;

const RESAMPLES = 2_000;

/** Whether the run tells a figure apart from the best one: what was measured once is taken as it is. */
function isToldApart(
  results: Results,
  measure: MeasureName,
  best: MeasuredFigure,
  other: MeasuredFigure,
): boolean {
  if (best.value === other.value) return false;
  if (!best.visits || !other.visits) return true;
  const { quantity, noise } = MEASURES[measure];
  const verdict = compare(best.visits, other.visits, {
    quantity,
    bootstrap: {
      resamples: RESAMPLES,
      confidence: results.settings.confidence,
      seed: seedFor(results.settings.seed, measure),
    },
    noiseFloor: runNoise(results)[noise].floor,
  });
  return verdict.status === 'faster';
}

/** The figures of one measure for all options, as shares of the best; undefined where one of them has none. */
function sharesOf(
  results: Results,
  measure: MeasureName,
  figures: ReadonlyMap<string, Figure>,
): ReadonlyMap<string, { share: number; toldApart: boolean; figure: MeasuredFigure }> | undefined {
  const measured = [...figures].flatMap(([id, figure]) =>
    figure.status === 'measured' && figure.value > 0 ? [[id, figure] as const] : [],
  );
  if (measured.length < figures.size) return undefined;
  const isRate = MEASURES[measure].quantity === 'rate';
  const [, best] = measured.reduce((first, next) =>
    isRate === next[1].value > first[1].value ? next : first,
  );
  return new Map(
    measured.map(([id, figure]) => {
      const toldApart = figure !== best && isToldApart(results, measure, best, figure);
      const ratio = isRate ? figure.value / best.value : best.value / figure.value;
      return [id, { share: toldApart ? ratio : 1, toldApart, figure }];
    }),
  );
}

/**
 * Scores of the options of which something was measured. A measure counts only where every one of
 * them has it, so that none is first for want of a figure; its weight goes to the others.
 */
export function scoreOptions(
  results: Results,
  options: readonly MeasuredOption[],
  criteria: Criteria,
): Scores {
  const figures = new Map(options.map(({ id }): [string, DecisionOption['figures']] => [id, {}]));
  const shares = new Map<MeasureName, ReadonlyMap<string, number>>();
  for (const { measure } of criteria.scores) {
    const found = new Map(
      options.map(({ id, storage }) => [id, MEASURES[measure].of(results, storage)]),
    );
    const scored = sharesOf(results, measure, found);
    if (scored) {
      shares.set(measure, new Map([...scored].map(([id, { share }]) => [id, share])));
    }
    for (const [id, figure] of found) {
      const own = scored?.get(id);
      figures.get(id)![measure] = own
        ? {
            status: 'scored',
            value: own.figure.value,
            share: own.share,
            toldApart: own.toldApart,
            cells: [...own.figure.cells],
          }
        : {
            status: 'not-measured',
            because:
              figure.status === 'not-measured'
                ? figure.because
                : 'not measured for every option, so it is not scored for any',
          };
    }
  }
  const total = criteria.scores
    .filter(({ measure }) => shares.has(measure))
    .reduce((sum, { weight }) => sum + weight, 0);
  const scores = criteria.scores.map(
    ({ measure, title, weight, why }): Decision['scores'][number] => {
      const { unit, quantity } = MEASURES[measure];
      return {
        measure,
        title,
        unit,
        better: quantity === 'rate' ? 'greater' : 'smaller',
        weight: shares.has(measure) ? weight / total : 0,
        why,
      };
    },
  );
  const totals = new Map(
    options.map(({ id }) => [
      id,
      100 *
        scores.reduce(
          (sum, { measure, weight }) => sum + weight * (shares.get(measure)?.get(id) ?? 0),
          0,
        ),
    ]),
  );
  return { scores, figures, totals };
}
