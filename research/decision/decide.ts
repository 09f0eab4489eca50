import type { Results } from '../results';
import { seedFor } from '../seeded-random';
import type { Criteria, HashedCriteria, MeasureName } from './criteria';
import {
  type Decision,
  DECISION_SCHEMA_VERSION,
  type DecisionOption,
  type DecisionSensitivity,
} from './decision-schema';
import { evidenceFor } from './evidence';
import { passGates } from './gates';
import { notMeasured, wouldChange } from './limits';
import { type Scores, scoreOptions } from './score-options';
import { type Scored, sensitivity } from './sensitivity';

/** A run as it lies on disk. */
export interface HashedResults {
  readonly results: Results;
  /** Of the bytes of results.json. */
  readonly sha256: string;
}

function optionsOf(results: Results, criteria: Criteria): { options: DecisionOption[] } & Scores {
  const evidence = new Map(
    criteria.options.map((option) => [option.id, evidenceFor(results, option)]),
  );
  const measured = [...evidence].flatMap(([id, found]) =>
    found.status === 'measured' ? [{ id, storage: found.storage }] : [],
  );
  const scored = scoreOptions(results, measured, criteria);
  const options = criteria.options.map((option): DecisionOption => {
    const found = evidence.get(option.id)!;
    const storage = found.status === 'measured' ? found.storage : undefined;
    const { id, name, role, because } = option;
    return {
      id,
      name,
      role,
      because,
      evidence: found,
      gates: passGates(results, option, storage, criteria).map((gate) => ({
        ...gate,
        cells: [...gate.cells],
      })),
      figures: scored.figures.get(id) ?? {},
      score: scored.totals.get(id) ?? null,
    };
  });
  return { options, ...scored };
}

function failedGates({ gates }: DecisionOption): readonly string[] {
  return gates.flatMap(({ gate, status }) => (status === 'failed' ? [gate] : []));
}

function shownGates(gates: readonly string[]): string {
  return gates.length === 1 ? `the gate ${gates[0]!}` : `the gates ${gates.join(', ')}`;
}

/** What stands between the best option of this run and a choice. */
function openPoints(winner: DecisionOption, options: readonly DecisionOption[]): string[] {
  const unshown = winner.gates.flatMap(({ gate, status }) =>
    status === 'not-shown' ? [gate] : [],
  );
  return [
    ...options.flatMap(({ name, role, evidence }) =>
      role === 'production' && evidence.status !== 'measured'
        ? [
            evidence.status === 'withheld'
              ? `${name} was measured and is withheld (${evidence.because})`
              : `${name} was not measured (${evidence.because})`,
          ]
        : [],
    ),
    ...(winner.evidence.status === 'measured' && winner.evidence.standing === 'same-engine'
      ? [
          `${winner.name} was measured as the same engine ${winner.evidence.transport}, not as a server`,
        ]
      : []),
    ...(unshown.length > 0 ? [`this run does not show ${shownGates(unshown)}`] : []),
  ];
}

function resultOf(options: readonly DecisionOption[]): Decision['result'] {
  const production = options.filter(({ role }) => role === 'production');
  const measured = production.filter(({ evidence }) => evidence.status === 'measured');
  if (measured.length === 0) {
    return {
      status: 'none',
      because: `none of ${production.map(({ name }) => name).join(', ')} was measured`,
    };
  }
  const candidates = measured
    .filter((option) => failedGates(option).length === 0)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  const [winner] = candidates;
  if (!winner) {
    const reasons = measured.map(
      (option) => `${option.name} fails ${shownGates(failedGates(option))}`,
    );
    return { status: 'none', because: reasons.join('; ') };
  }
  const open = openPoints(winner, options);
  return open.length === 0
    ? { status: 'chosen', option: winner.id }
    : { status: 'provisional', option: winner.id, open };
}

function firstLineOf(result: Decision['result'], options: readonly DecisionOption[]): string {
  if (result.status === 'none') return `No decision: ${result.because}.`;
  const { name } = options.find(({ id }) => id === result.option)!;
  if (result.status === 'chosen') return `${name}: measured itself, and every gate passed.`;
  return (
    `${name}, provisionally: ${result.open.join('; ')}. ` +
    'The choice rests on the gates, on what was measured, and on figures published elsewhere.'
  );
}

function sensitivityAgainst(
  winner: DecisionOption,
  rivals: readonly DecisionOption[],
  { scores }: Scores,
  seed: number,
): DecisionSensitivity {
  const measures = scores.filter(({ weight }) => weight > 0);
  if (rivals.length === 0 || measures.length === 0) {
    return { status: 'no-rival', because: 'no other option of this kind was measured' };
  }
  const scored = ({ id, figures }: DecisionOption): Scored => ({
    id,
    scores: measures.map(({ measure }) => {
      const figure = figures[measure];
      return figure?.status === 'scored' ? figure.share : 0;
    }),
  });
  const { ranges, ...rest } = sensitivity(
    scored(winner),
    rivals.map(scored),
    measures.map(({ weight }) => weight),
    seed,
  );
  return {
    status: 'computed',
    rivals: [...rest.rivals],
    shareOfWeightings: rest.shareOfWeightings,
    ranges: Object.fromEntries(
      measures.map(({ measure }, at): [MeasureName, (typeof ranges)[number]] => [
        measure,
        ranges[at]!,
      ]),
    ),
  };
}

/**
 * The decision that a run leads to under the given criteria: gates first, then weighted scores among
 * the options that failed none. Pure: the same run and criteria give the same decision. A production
 * option whose engine was measured in another way than production reaches it can come out first, but
 * only provisionally; a reference never.
 */
export function decide(
  { results, sha256 }: HashedResults,
  { criteria, sha256: criteriaSha256 }: HashedCriteria,
): Decision {
  const { options, ...scored } = optionsOf(results, criteria);
  const result = resultOf(options);
  const winner =
    result.status === 'none' ? undefined : options.find(({ id }) => id === result.option)!;
  const rivals = options.filter(
    (option) => option !== winner && option.evidence.status === 'measured',
  );
  const seed = seedFor(results.settings.seed, 'weights');
  const against = (others: readonly DecisionOption[]): DecisionSensitivity =>
    winner
      ? sensitivityAgainst(winner, others, scored, seed)
      : { status: 'no-rival', because: 'there is no winner' };
  const sensitivityOf = {
    production: against(rivals.filter(({ role }) => role === 'production')),
    all: against(rivals),
  };
  const { run, dataset } = results;
  return {
    schemaVersion: DECISION_SCHEMA_VERSION,
    question: criteria.question,
    run: { id: run.id, finishedAt: run.finishedAt, marks: dataset.rows, resultsSha256: sha256 },
    criteriaSha256,
    firstLine: firstLineOf(result, options),
    result,
    options,
    scores: scored.scores,
    sensitivity: sensitivityOf,
    published: criteria.published,
    notMeasured: [...notMeasured(results, options, criteria)],
    wouldChange: [...wouldChange(result, options, scored.scores, sensitivityOf, criteria)],
  };
}
