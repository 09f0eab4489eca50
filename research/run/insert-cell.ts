import type { InsertVisitResult } from '../processes/storage-calls';
import type { InsertCell } from '../results';
import { seedFor } from '../seeded-random';
import { estimate } from '../statistics';
import { BOOTSTRAP } from './bench-plan';
import { roundedMs } from './rounded-ms';

export interface InsertVisitRecord {
  readonly round: number;
  readonly order: number;
  readonly result: InsertVisitResult;
}

type MeasuredOutcome = Extract<InsertCell['outcome'], { status: 'measured' }>;

/** The raw samples of a cell's visits and what follows from them. */
export function measuredInsertCell(
  records: readonly InsertVisitRecord[],
  seed: number,
): MeasuredOutcome {
  const bootstrap = { ...BOOTSTRAP, seed: seedFor(seed, 'bootstrap') };
  const samples = records.flatMap(({ round, order, result }) =>
    result.batches.map(({ writer, rows, elapsedMs, encodeMs, serverMs, wireBytes }) => ({
      round,
      order,
      writer,
      rows,
      elapsedMs: roundedMs(elapsedMs),
      encodeMs: roundedMs(encodeMs),
      serverMs: roundedMs(serverMs),
      wireBytes,
    })),
  );
  const visits = records.map(({ round, result }) => ({
    round,
    rows: result.rows,
    elapsedMs: roundedMs(result.elapsedMs),
    generateMs: roundedMs(result.generateMs),
    cpuMs: roundedMs(result.cpuMs),
    peakRssBytes: result.peakRssBytes,
  }));
  const perSecond = (of: (visit: (typeof visits)[number]) => number): number[] =>
    visits.map((visit) => (visit.rows / of(visit)) * 1000);
  return {
    status: 'measured',
    samples,
    visits,
    rowsPerSecond: estimate(
      perSecond(({ elapsedMs }) => elapsedMs),
      bootstrap,
    ),
    rowsPerCpuSecond: estimate(
      perSecond(({ cpuMs }) => cpuMs),
      bootstrap,
    ),
    batchMs: estimate(
      samples.map(({ elapsedMs }) => elapsedMs),
      bootstrap,
    ),
    encodeMs: estimate(
      samples.map(({ encodeMs }) => encodeMs),
      bootstrap,
    ),
  };
}
