import type { Results } from '../results';
import type { Criteria } from './criteria';
import type { Decision, DecisionOption, DecisionSensitivity } from './decision-schema';

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** What the decision does not rest on, because nobody measured it, in sentences. */
export function notMeasured(
  results: Results,
  options: readonly DecisionOption[],
  { neverMeasured }: Criteria,
): readonly string[] {
  const missing = options.flatMap(({ name, evidence }) =>
    evidence.status === 'measured' ? [] : [`${name}: ${evidence.because}.`],
  );
  const standing = options.flatMap(({ name, role, evidence }) =>
    role === 'production' && evidence.status === 'measured' && evidence.standing === 'same-engine'
      ? [
          `${name} as a server: its figures are those of ${evidence.client} (${evidence.engineVersion}), the same engine ` +
            "inside the client's process, which shares its processor with the client and pays for no network.",
        ]
      : [],
  );
  const count = (status: 'failed' | 'skipped'): number =>
    results.cells.filter(({ outcome }) => outcome.status === status).length;
  const [failed, skipped] = [count('failed'), count('skipped')];
  const gaps = [
    ...(failed > 0 ? [`${failed} cells of the run failed; its report says which and why.`] : []),
    ...(skipped > 0
      ? [`${skipped} cells were left out by a rule of their scenario; the report says which.`]
      : []),
  ];
  return [...missing, ...standing, ...gaps, ...neverMeasured];
}

function titleOf(scores: Decision['scores'], measure: string): string {
  return scores.find((score) => score.measure === measure)?.title ?? measure;
}

function weightSentences(
  {
    sensitivity,
    options,
    scores,
  }: Pick<Decision, 'options' | 'scores'> & {
    sensitivity: DecisionSensitivity;
  },
  winner: string,
  who: string,
): readonly string[] {
  if (sensitivity.status === 'no-rival') return [];
  const names = sensitivity.rivals.map((id) => options.find((option) => option.id === id)!.name);
  const tipping = Object.entries(sensitivity.ranges).flatMap(([measure, range]) => {
    const title = titleOf(scores, measure);
    if (range === null) return [`${title}: at no weight`];
    if (range.low <= 0 && range.high >= 1) return [];
    const bounds = [
      ...(range.low > 0 ? [`above ${percent(range.low)}`] : []),
      ...(range.high < 1 ? [`below ${percent(range.high)}`] : []),
    ];
    return [`${title}: ${bounds.join(' and ')}`];
  });
  return [
    `Weights, against ${names.join(', ')}${who}: ${winner} is first in ${percent(sensitivity.shareOfWeightings)} of all weightings` +
      (tipping.length === 0
        ? ', and no single weight tips it.'
        : `; a single weight tips it unless it stays within: ${tipping.join('; ')}.`),
  ];
}

/** What would lead to another decision, in sentences. */
export function wouldChange(
  result: Decision['result'],
  options: readonly DecisionOption[],
  scores: Decision['scores'],
  sensitivity: Decision['sensitivity'],
  { reconsiderWhen }: Criteria,
): readonly string[] {
  if (result.status === 'none') return reconsiderWhen;
  const winner = options.find(({ id }) => id === result.option)!;
  const unmeasured = options.filter(
    ({ role, evidence }) => role === 'production' && evidence.status !== 'measured',
  );
  const common = { options: [...options], scores };
  return [
    ...unmeasured.map(
      ({ name }) =>
        `${name}, measured by the same run on the same machine: if it passes the gates and scores higher, it is chosen.`,
    ),
    ...winner.gates
      .filter(({ status }) => status === 'not-shown')
      .map(
        ({ gate, requirement }) => `The gate ${gate} (${requirement}), once it is tried, failing.`,
      ),
    ...weightSentences({ ...common, sensitivity: sensitivity.production }, winner.name, ''),
    ...weightSentences(
      { ...common, sensitivity: sensitivity.all },
      winner.name,
      sensitivity.production.status === 'no-rival'
        ? ' (not to be chosen)'
        : ' (references included)',
    ),
    ...reconsiderWhen,
  ];
}
