import {
  type Cell,
  cellId,
  compare,
  insertRates,
  type Results,
  runNoise,
  type Verdict,
  warmMsByRound,
} from '../../research';

/** A cell that two runs have measured, with what it says of each. */
export interface CellPair {
  readonly id: string;
  readonly storage: string;
  /** What was measured, apart from the storage: `arrow × 100,000`. */
  readonly cell: Cell;
  readonly sort: 'inserts' | 'reads' | 'load';
  readonly first: number;
  readonly second: number;
  readonly verdict: Verdict;
}

export interface ComparedCells {
  readonly pairs: readonly CellPair[];
  /** Ids of comparable cells that only one of the runs has measured. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
}

interface Values {
  readonly sort: CellPair['sort'];
  readonly quantity: 'rate' | 'time';
  readonly middle: number;
  /** One for each visit. */
  readonly visits: readonly number[];
}

/** What of a cell can be compared between runs; undefined for kinds that have no visits, and for no figures. */
function valuesOf(cell: Cell): Values | undefined {
  if (cell.outcome.status !== 'measured') return undefined;
  switch (cell.kind) {
    case 'insert':
      return {
        sort: 'inserts',
        quantity: 'rate',
        middle: cell.outcome.rowsPerSecond.median,
        visits: insertRates(cell.outcome),
      };
    case 'insert-under-read':
      return {
        sort: 'load',
        quantity: 'rate',
        middle: cell.outcome.rowsPerSecond.median,
        visits: insertRates(cell.outcome),
      };
    case 'read':
      return {
        sort: 'reads',
        quantity: 'time',
        middle: cell.outcome.warmMs.median,
        visits: [...warmMsByRound(cell.outcome).values()],
      };
    default:
      return undefined;
  }
}

function comparable({ cells }: Results): ReadonlyMap<string, { cell: Cell; values: Values }> {
  return new Map(
    cells.flatMap((cell) => {
      const values = valuesOf(cell);
      return values?.visits.every((value) => value > 0)
        ? [[cellId(cell), { cell, values }] as const]
        : [];
    }),
  );
}

const RESAMPLES = 2_000;

/**
 * Cell by cell, whether the first run is faster than the second. A difference counts only beyond the
 * noise of the noisier run; what differs between days on top of that, no run knows.
 */
export function comparedCells(first: Results, second: Results): ComparedCells {
  const [ofFirst, ofSecond] = [comparable(first), comparable(second)];
  const noise = [runNoise(first), runNoise(second)];
  const floorOf = (sort: CellPair['sort']): number =>
    Math.max(...noise.map(({ inserts, reads }) => (sort === 'reads' ? reads : inserts).floor));
  const { confidence, seed } = first.settings;
  const pairs = [...ofFirst].flatMap(([id, a]): CellPair[] => {
    const b = ofSecond.get(id);
    if (!b) return [];
    const { sort, quantity } = a.values;
    const verdict = compare(a.values.visits, b.values.visits, {
      quantity,
      bootstrap: { resamples: RESAMPLES, confidence, seed },
      noiseFloor: floorOf(sort),
    });
    return [
      {
        id,
        storage: a.cell.storage,
        cell: a.cell,
        sort,
        first: a.values.middle,
        second: b.values.middle,
        verdict,
      },
    ];
  });
  const missing = (from: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>) =>
    [...from.keys()].filter((id) => !other.has(id));
  return {
    pairs,
    onlyFirst: missing(ofFirst, ofSecond),
    onlySecond: missing(ofSecond, ofFirst),
  };
}
