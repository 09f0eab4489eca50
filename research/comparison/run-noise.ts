import { cellId } from '../cell-id';
import type { Cell, InsertTwinCell, ReadTwinCell, Results } from '../results';
import { median, noiseFloor, type SameTwice } from '../statistics';
import { insertRates, warmMsByRound } from './visit-values';

/** A cell that was measured twice under two names (A/A), and how far apart the two came out. */
export interface TwinPair {
  /** Ids of the cell and of its twin. */
  readonly cell: string;
  readonly twin: string;
  /** Median of the cell over the median of its twin. */
  readonly ratio: number;
}

export interface Noise {
  readonly pairs: readonly TwinPair[];
  /** At least 1; see `noiseFloor`. 1 where the run has no pair. */
  readonly floor: number;
}

/** What the same thing differs by in this run, for rates of inserts and for times of answers. */
export interface RunNoise {
  readonly inserts: Noise;
  readonly reads: Noise;
}

type Twin = InsertTwinCell | ReadTwinCell;

function visitValues(cell: Cell): readonly number[] | undefined {
  if (cell.outcome.status !== 'measured') return undefined;
  if (cell.kind === 'insert' || cell.kind === 'insert-twin') return insertRates(cell.outcome);
  if (cell.kind === 'read' || cell.kind === 'read-twin') {
    return [...warmMsByRound(cell.outcome).values()];
  }
  return undefined;
}

function noiseOf(twins: readonly Twin[], cells: ReadonlyMap<string, Cell>): Noise {
  const measured: { pair: TwinPair; same: SameTwice }[] = [];
  for (const twin of twins) {
    const twinName = cellId(twin);
    const original = cells.get(twinName.replace('-twin.', '.'));
    const first = original && visitValues(original);
    const second = visitValues(twin);
    if (!first?.length || !second?.length) continue;
    const pair = {
      cell: cellId(original!),
      twin: twinName,
      ratio: median(first) / median(second),
    };
    measured.push({ pair, same: { first, second } });
  }
  return {
    pairs: measured.map(({ pair }) => pair),
    floor: noiseFloor(measured.map(({ same }) => same)),
  };
}

/**
 * The noise of a run, from the pairs that it measured twice. Those of the engine `null` are left out:
 * it measures the client alone, in microseconds, and says nothing of what storages scatter by.
 */
export function runNoise({ cells: all, storages }: Pick<Results, 'cells' | 'storages'>): RunNoise {
  const clients = new Set(
    storages.flatMap((row) =>
      row.status === 'measured' && row.identity.engine === 'null' ? [row.name] : [],
    ),
  );
  const results = { cells: all.filter(({ storage }) => !clients.has(storage)) };
  const cells = new Map(results.cells.map((cell) => [cellId(cell), cell]));
  return {
    inserts: noiseOf(
      results.cells.filter((cell) => cell.kind === 'insert-twin'),
      cells,
    ),
    reads: noiseOf(
      results.cells.filter((cell) => cell.kind === 'read-twin'),
      cells,
    ),
  };
}
