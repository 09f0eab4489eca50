import type { Check, ReadCell, ReadGrowthCell, SizeCell, SizeGrowthCell } from '../results';
import { scaledDataset } from '../scaled-dataset';
import type { GrowthScenario } from '../scenarios';
import { seedFor } from '../seeded-random';
import { growthExponent } from '../statistics';
import { askedQuestions, type BenchPlan, BOOTSTRAP } from './bench-plan';
import { loadPhase } from './load-phase';
import type { RunObserver } from './observer';
import type { OpenableStorage } from './probe';
import { readPhase } from './read-phase';
import { makeReference } from './reference-phase';
import type { HostContext } from './storage-host';
import { verifyPhase } from './verify-phase';

/** What was measured over one dataset. */
export interface SizeOfDataset {
  readonly rows: number;
  readonly viewerFilmPairs: number;
  readonly reads: readonly ReadCell[];
  readonly sizes: readonly SizeCell[];
}

export interface SmallerDatasets {
  readonly datasets: readonly SizeOfDataset[];
  readonly checks: readonly Check[];
}

/** Rows of the smaller datasets, ascending. */
export function smallerRows({ shares, minRows }: GrowthScenario, rows: number): readonly number[] {
  return shares
    .map((share) => Math.round(rows * share))
    .filter((scaled) => scaled >= minRows && scaled < rows)
    .sort((a, b) => a - b);
}

/** Loads, verifies and reads every storage over the smaller datasets. The storages hold the last one afterwards. */
export async function measureSmallerDatasets(
  scenario: GrowthScenario,
  storages: readonly OpenableStorage[],
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<SmallerDatasets> {
  const read = askedQuestions(plan)!;
  const datasets: SizeOfDataset[] = [];
  const checks: Check[] = [];
  for (const rows of smallerRows(scenario, plan.dataset.rows)) {
    const smaller: BenchPlan = {
      ...plan,
      dataset: scaledDataset(plan.dataset, rows),
      rounds: scenario.rounds,
      journal: plan.journal.within(`growth ${rows}`),
    };
    const reference = await makeReference(smaller, context, observer);
    const loaded = await loadPhase(storages, smaller, observer);
    const holding = loaded
      .filter(({ load }) => load.outcome.status === 'measured')
      .map(({ storage }) => storage);
    const state = { when: 'growth', marks: rows } as const;
    const { askings, viewerFilmPairs } = reference;
    const verified = await verifyPhase(holding, askings, state, smaller.journal, observer);
    const seen = { when: 'growth', checks: verified } as const;
    const untwinned = { ...read, twins: [] };
    const timed = await readPhase(untwinned, holding, askings, seen, smaller, observer);
    checks.push(...verified, ...timed.faults);
    datasets.push({
      rows,
      viewerFilmPairs,
      reads: timed.cells.filter((cell) => cell.kind === 'read'),
      sizes: loaded.map(({ size }) => size),
    });
  }
  return { datasets, checks };
}

const TOO_SMALL = {
  status: 'skipped',
  reason: 'the run has too few rows for a smaller dataset beside its own',
} as const;

const NOT_ENOUGH = {
  status: 'failed',
  reason: 'fewer than two datasets could be measured',
} as const;

type MeasuredGrowth = Extract<ReadGrowthCell['outcome'], { status: 'measured' }>;

function readGrowth(points: MeasuredGrowth['points'], seed: number): ReadGrowthCell['outcome'] {
  if (points.length < 2) return NOT_ENOUGH;
  const bootstrap = { ...BOOTSTRAP, seed: seedFor(seed, 'bootstrap') };
  const sized = points.map(({ rows, samplesMs }) => ({ size: rows, samples: samplesMs }));
  const { exponent, low, high } = growthExponent(sized, bootstrap);
  const last = growthExponent(sized.slice(-2), { ...bootstrap, resamples: 1 });
  return { status: 'measured', points, exponent, low, high, lastExponent: last.exponent };
}

function sizeGrowth(
  points: Extract<SizeGrowthCell['outcome'], { status: 'measured' }>['points'],
): SizeGrowthCell['outcome'] {
  if (points.length < 2) return NOT_ENOUGH;
  const sized = points.map(({ rows, bytes }) => ({ size: rows, samples: [bytes] }));
  const once = { ...BOOTSTRAP, resamples: 1, seed: 0 };
  return {
    status: 'measured',
    points,
    exponent: growthExponent(sized, once).exponent,
    lastExponent: growthExponent(sized.slice(-2), once).exponent,
  };
}

/**
 * Fits the growth of every question and of the size, for each storage.
 *
 * @param datasets by rows, ascending; of a run too small for growth its own alone
 */
export function growthCells(
  datasets: readonly SizeOfDataset[],
  storages: readonly string[],
  questions: readonly string[],
  seed: number,
): readonly (ReadGrowthCell | SizeGrowthCell)[] {
  return storages.flatMap((storage) => {
    if (datasets.length < 2) {
      return [
        ...questions.map((question) => ({
          kind: 'read-growth' as const,
          storage,
          question,
          outcome: TOO_SMALL,
        })),
        { kind: 'size-growth', storage, outcome: TOO_SMALL },
      ];
    }
    const ofQuestion = (question: string): ReadGrowthCell => {
      const points = datasets.flatMap(({ rows, viewerFilmPairs, reads }) => {
        const read = reads.find((cell) => cell.storage === storage && cell.question === question);
        if (read?.outcome.status !== 'measured') return [];
        const { warm, warmMs } = read.outcome;
        return [
          { rows, viewerFilmPairs, samplesMs: warm.map(({ elapsedMs }) => elapsedMs), warmMs },
        ];
      });
      return { kind: 'read-growth', storage, question, outcome: readGrowth(points, seed) };
    };
    const bytes = datasets.flatMap(({ rows, viewerFilmPairs, sizes }) => {
      const size = sizes.find((cell) => cell.storage === storage);
      return size?.outcome.status === 'measured' && size.outcome.bytes > 0
        ? [{ rows, viewerFilmPairs, bytes: size.outcome.bytes }]
        : [];
    });
    return [
      ...questions.map(ofQuestion),
      { kind: 'size-growth', storage, outcome: sizeGrowth(bytes) },
    ];
  });
}
