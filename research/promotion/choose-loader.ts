import { cellId } from '../cell-id';
import { type Criteria, type Decision, measuredCells } from '../decision';
import type { InsertCell, Results } from '../results';

type MeasuredInsert = InsertCell & {
  readonly outcome: Extract<InsertCell['outcome'], { readonly status: 'measured' }>;
};

/** How slow the slow batches of a cell are. */
export interface SlowBatch {
  readonly ms: number;
  readonly is: 'p95' | 'slowest';
}

export interface ChosenLoader {
  readonly cell: MeasuredInsert;
  readonly id: string;
  readonly rowsPerSecond: { readonly median: number; readonly low: number; readonly high: number };
  readonly slow: SlowBatch;
  /** Whole sentences. */
  readonly reasons: readonly string[];
}

/** `none` says why no cell can be promoted. */
export type LoaderChoice =
  | { readonly status: 'chosen'; readonly loader: ChosenLoader }
  | { readonly status: 'none'; readonly because: string };

type Measured = Extract<Decision['options'][number]['evidence'], { status: 'measured' }>;

interface Candidate {
  readonly cell: MeasuredInsert;
  readonly low: number;
  readonly high: number;
  readonly median: number;
  readonly slow: SlowBatch;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** The p95; of too few batches for one the slowest, which is no smaller. */
function slowBatch({ outcome: { batchMs, samples } }: MeasuredInsert): SlowBatch {
  return batchMs.p95 === null
    ? { ms: Math.max(...samples.map(({ elapsedMs }) => elapsedMs)), is: 'slowest' }
    : { ms: batchMs.p95, is: 'p95' };
}

function candidatesOf(cells: readonly MeasuredInsert[]): readonly Candidate[] {
  return cells.flatMap((cell) => {
    const { median, low, high } = cell.outcome.rowsPerSecond;
    return low === null || high === null
      ? []
      : [{ cell, low, high, median, slow: slowBatch(cell) }];
  });
}

function greatest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, next) => (best && best.median >= next.median ? best : next),
    undefined,
  );
}

function reasonsFor(
  { cell, low, high, median, slow }: Candidate,
  best: Candidate,
  { batchMsBound, shareOfBest }: Criteria['promotion'],
  formats: readonly string[],
): readonly string[] {
  const percent = `${Number((shareOfBest * 100).toPrecision(3))} %`;
  const slowText = slow.is === 'p95' ? 'the p95 of its batches' : 'the slowest of its batches';
  return [
    `Of the formats that the loader has in production (${formats.join(', ')}), ${best.cell.format} in batches of ` +
      `${whole(best.cell.batchRows)} rows with ${best.cell.writers} at a time was the fastest within the bound of ` +
      `${whole(batchMsBound)} ms: ${whole(best.median)} rows/s.`,
    `${cell.format} in batches of ${whole(cell.batchRows)} rows with ${cell.writers} at a time is the smallest batch whose ` +
      `interval of rows/s, ${whole(low)} to ${whole(high)} around ${whole(median)}, reaches ${percent} of that; ` +
      'a smaller batch keeps marks waiting for less time.',
    `${slowText[0]!.toUpperCase()}${slowText.slice(1)} took ${Number(slow.ms.toPrecision(3))} ms.`,
  ];
}

/**
 * The loader of the decided storage that production is to use: the smallest batch whose interval of
 * rows/s reaches `shareOfBest` of the best median, both among the cells whose slow batches stay
 * within the bound, and only in formats that the loader has in production. Of equal batches the one
 * with fewer inserts at a time, then the faster one.
 *
 * @param formats that the loader has in production; null for all that were measured
 */
export function chooseLoader(
  results: Pick<Results, 'cells'>,
  { storage }: Measured,
  formats: readonly string[] | null,
  criteria: Criteria['promotion'],
): LoaderChoice {
  const measured = measuredCells(results, 'insert', storage);
  const known = formats ?? [...new Set(measured.map(({ format }) => format))];
  const candidates = candidatesOf(measured.filter(({ format }) => known.includes(format)));
  if (candidates.length === 0) {
    return {
      status: 'none',
      because: `${storage} has no insert cell with an interval in a format that production has (${known.join(', ')})`,
    };
  }
  const quick = candidates.filter(({ slow }) => slow.ms <= criteria.batchMsBound);
  const best = greatest(quick);
  if (!best) {
    return {
      status: 'none',
      because: `no batch size of ${storage} stays within ${whole(criteria.batchMsBound)} ms a batch`,
    };
  }
  const [chosen] = quick
    .filter(({ high }) => high >= criteria.shareOfBest * best.median)
    .sort(
      (a, b) =>
        a.cell.batchRows - b.cell.batchRows ||
        a.cell.writers - b.cell.writers ||
        b.median - a.median,
    );
  const { cell, median, low, high, slow } = chosen ?? best;
  return {
    status: 'chosen',
    loader: {
      cell,
      id: cellId(cell),
      rowsPerSecond: { median, low, high },
      slow,
      reasons: reasonsFor(chosen ?? best, best, criteria, known),
    },
  };
}
