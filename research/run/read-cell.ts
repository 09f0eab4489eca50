import type { AnswerSample, Asking } from '../processes/storage-calls';
import type { ReadCell } from '../results';
import { seedFor } from '../seeded-random';
import { estimate } from '../statistics';
import { BOOTSTRAP } from './bench-plan';
import { roundedMs } from './rounded-ms';

export interface ReadVisitRecord {
  readonly round: number;
  /** The first is the first touch. */
  readonly timed: readonly { readonly sample: AnswerSample; readonly asking: Asking }[];
  readonly peakRssBytes: number;
}

type MeasuredOutcome = Extract<ReadCell['outcome'], { status: 'measured' }>;

/** The raw samples of a cell's visits and what follows from them. */
export function measuredReadCell(
  visits: readonly ReadVisitRecord[],
  seed: number,
): MeasuredOutcome {
  const bootstrap = { ...BOOTSTRAP, seed: seedFor(seed, 'bootstrap') };
  const samplesOf = (from: number, to: number | undefined): MeasuredOutcome['warm'] =>
    visits.flatMap(({ round, timed }) =>
      timed.slice(from, to).map(({ sample, asking }) => ({
        round,
        parameters: { ...asking.parameters },
        elapsedMs: roundedMs(sample.elapsedMs),
      })),
    );
  const firstTouch = samplesOf(0, 1);
  const warm = samplesOf(1, undefined);
  const warmCpuMs = visits.flatMap(({ timed }) => timed.slice(1).map(({ sample }) => sample.cpuMs));
  const elapsed = (samples: MeasuredOutcome['warm']): number[] =>
    samples.map(({ elapsedMs }) => elapsedMs);
  return {
    status: 'measured',
    firstTouch,
    warm,
    firstTouchMs: estimate(elapsed(firstTouch), bootstrap),
    warmMs: estimate(elapsed(warm), bootstrap),
    cpuMsPerAnswer: roundedMs(
      warmCpuMs.reduce((sum, cpuMs) => sum + cpuMs, 0) / Math.max(1, warmCpuMs.length),
    ),
    peakRssBytes: Math.max(...visits.map(({ peakRssBytes }) => peakRssBytes)),
  };
}
