import type { ReadCell } from '../results';
import { median } from '../statistics';

/**
 * One value for each visit of a cell. Visits are what comparisons count: samples of one visit share
 * its process, its caches and its minute of the machine, and are not independent of each other.
 */

/** What of a visit its rates are made of; every kind of insert has it. */
interface InsertVisits {
  readonly visits: readonly {
    readonly rows: number;
    readonly elapsedMs: number;
    readonly cpuMs: number;
  }[];
}

type MeasuredRead = Extract<ReadCell['outcome'], { status: 'measured' }>;

/** Rows a second of each visit. */
export function insertRates({ visits }: InsertVisits): readonly number[] {
  return visits.map(({ rows, elapsedMs }) => (rows / elapsedMs) * 1000);
}

/** Rows a CPU-second of the storage's process, of each visit. */
export function insertCpuRates({ visits }: InsertVisits): readonly number[] {
  return visits.map(({ rows, cpuMs }) => (rows / cpuMs) * 1000);
}

/** The median of each visit's warm answers, milliseconds, by the visit's round. */
export function warmMsByRound({ warm }: Pick<MeasuredRead, 'warm'>): ReadonlyMap<number, number> {
  const byRound = new Map<number, number[]>();
  for (const { round, elapsedMs } of warm) {
    byRound.set(round, [...(byRound.get(round) ?? []), elapsedMs]);
  }
  return new Map([...byRound].map(([round, samples]) => [round, median(samples)]));
}
