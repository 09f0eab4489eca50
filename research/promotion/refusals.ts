import type { Criteria, Decision, HashedCriteria } from '../decision';
import type { Results } from '../results';

export const REFUSAL_NAMES = [
  'failed-verification',
  'run-too-small',
  'no-production-engine',
  'gates-open',
  'edited-files',
] as const;

export type RefusalName = (typeof REFUSAL_NAMES)[number];

export interface Refusal {
  readonly refusal: RefusalName;
  readonly why: string;
  /** What to do about it, apart from overriding. */
  readonly fix: string;
}

/** A run as it lies on disk, and the decision made from it. */
export interface DecidedRun {
  readonly results: Results;
  /** Of the bytes of results.json. */
  readonly resultsSha256: string;
  /** What decision.json holds. */
  readonly decision: Decision;
  /** What the run and the present criteria lead to. */
  readonly decidedAgain: Decision;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function verification({ run, checks }: Results): Refusal | undefined {
  const wrong = checks.filter(({ verdict }) => verdict.status !== 'right').length;
  const fix = 'find out why, and run the bench again';
  if (checks.length === 0) {
    return {
      refusal: 'failed-verification',
      why: 'the run compared no answer with the oracle',
      fix,
    };
  }
  if (run.status === 'complete' && wrong === 0) return undefined;
  const why = `of ${whole(checks.length)} answers ${whole(wrong)} were wrong or missing`;
  return { refusal: 'failed-verification', why, fix };
}

function size({ dataset }: Results, { minMarks }: Criteria['promotion']): Refusal | undefined {
  if (dataset.rows >= minMarks) return undefined;
  return {
    refusal: 'run-too-small',
    why: `the run is over ${whole(dataset.rows)} marks, and at least ${whole(minMarks)} are asked for`,
    fix: `npm run bench -- --scenarios all --rows ${minMarks}`,
  };
}

function decided({ result, options }: Decision): Refusal | undefined {
  if (result.status === 'none') {
    return {
      refusal: 'no-production-engine',
      why: result.because,
      fix: 'run the bench on an engine that production could use',
    };
  }
  const winner = options.find(({ id }) => id === result.option);
  const open = (winner?.gates ?? []).filter(({ status }) => status !== 'passed');
  if (open.length === 0) return undefined;
  return {
    refusal: 'gates-open',
    why: `${winner!.name} has not passed: ${open.map(({ gate, because }) => `${gate} (${because})`).join(', ')}`,
    fix: 'run the scenarios that show it: npm run bench -- --scenarios all',
  };
}

function edits(
  { resultsSha256, decision, decidedAgain }: DecidedRun,
  criteriaSha256: string,
): Refusal | undefined {
  const found = (why: string): Refusal => ({
    refusal: 'edited-files',
    why,
    fix: 'npm run decide -- RUN_DIR, and read what it says',
  });
  if (decision.run.resultsSha256 !== resultsSha256) {
    return found('results.json is not the file that decision.json was made from');
  }
  if (decision.criteriaSha256 !== criteriaSha256) {
    return found('research/criteria.json has changed since decision.json was made');
  }
  if (JSON.stringify(decision) !== JSON.stringify(decidedAgain)) {
    return found('decision.json is not what the run and the criteria lead to');
  }
  return undefined;
}

/** Everything that speaks against promoting from a run; empty when nothing does. */
export function refusals(
  decidedRun: DecidedRun,
  { criteria, sha256 }: HashedCriteria,
): readonly Refusal[] {
  return [
    verification(decidedRun.results),
    size(decidedRun.results, criteria.promotion),
    decided(decidedRun.decidedAgain),
    edits(decidedRun, sha256),
  ].filter((refusal) => refusal !== undefined);
}
