import { questionDefinition, type QuestionName } from '../../schemas';
import { cellId } from '../cell-id';
import { insertCpuRates, insertRates, warmMsByRound } from '../comparison';
import type { Cell, CellOf, InsertCell, ReadCell, Results } from '../results';
import type { Quantity } from '../statistics';
import type { MeasureName } from './criteria';

type Measured<C extends Cell> = C & {
  readonly outcome: Extract<C['outcome'], { readonly status: 'measured' }>;
};

/** A measure of one storage in a run. */
export type Figure =
  | {
      readonly status: 'measured';
      readonly value: number;
      /** One value for each visit, to tell storages apart by; null for what was measured once. */
      readonly visits: readonly number[] | null;
      /** Ids of the cells that it comes from. */
      readonly cells: readonly string[];
    }
  | { readonly status: 'not-measured'; readonly because: string };

export interface Measure {
  readonly unit: string;
  /** Of a rate the greater is better, of a time (and of bytes) the smaller. */
  readonly quantity: Quantity;
  /** Which noise of the run its differences are held against. */
  readonly noise: 'inserts' | 'reads';
  readonly of: (results: Results, storage: string) => Figure;
}

function isMeasured<C extends Cell>(cell: C): cell is Measured<C> {
  return cell.outcome.status === 'measured';
}

/** The measured cells of one kind of one storage. */
export function measuredCells<Kind extends Cell['kind']>(
  results: Pick<Results, 'cells'>,
  kind: Kind,
  storage: string,
): readonly Measured<CellOf<Kind>>[] {
  return results.cells
    .filter((cell): cell is CellOf<Kind> => cell.kind === kind)
    .filter((cell) => cell.storage === storage)
    .filter(isMeasured<CellOf<Kind>>);
}

function notMeasured(because: string): Figure {
  return { status: 'not-measured', because };
}

/** The insert cell of a storage with the greatest median of rows/s, over formats, batches and writers. */
export function bestInsertCell(
  results: Pick<Results, 'cells'>,
  storage: string,
): Measured<InsertCell> | undefined {
  return measuredCells(results, 'insert', storage).reduce<Measured<InsertCell> | undefined>(
    (best, cell) =>
      best && best.outcome.rowsPerSecond.median >= cell.outcome.rowsPerSecond.median ? best : cell,
    undefined,
  );
}

function bestInsert(
  results: Results,
  storage: string,
  pick: (cell: Measured<InsertCell>) => { value: number; visits: readonly number[] },
): Figure {
  const best = bestInsertCell(results, storage);
  if (!best) return notMeasured('no insert was measured');
  return { status: 'measured', ...pick(best), cells: [cellId(best)] };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The geometric mean over the questions of one kind, so that a fast question weighs as much as a slow one. */
function warmMs(results: Results, storage: string, kind: 'aggregate' | 'lookup'): Figure {
  const ofKind = (cell: ReadCell): boolean =>
    questionDefinition(cell.question as QuestionName).kind === kind;
  const wrong = new Set(
    results.checks.flatMap((check) =>
      check.storage === storage && check.verdict.status === 'wrong' ? [check.question] : [],
    ),
  );
  const cells = measuredCells(results, 'read', storage)
    .filter(ofKind)
    .filter(({ question }) => !wrong.has(question));
  const asked = new Set(
    results.cells.flatMap((cell) => (cell.kind === 'read' && ofKind(cell) ? [cell.question] : [])),
  );
  if (cells.length === 0) return notMeasured(`no ${kind} was measured and answered rightly`);
  if (cells.length < asked.size) {
    return notMeasured(
      `${cells.length} of ${asked.size} ${kind} questions were measured and answered rightly`,
    );
  }
  const byRound = cells.map(({ outcome }) => warmMsByRound(outcome));
  const rounds = [...byRound[0]!.keys()].filter((round) => byRound.every((of) => of.has(round)));
  return {
    status: 'measured',
    value: geometricMean(cells.map(({ outcome }) => outcome.warmMs.median)),
    visits: rounds.map((round) => geometricMean(byRound.map((of) => of.get(round)!))),
    cells: cells.map(cellId),
  };
}

/** How each measure is taken from a run's cells. */
export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
  'insert-rows-per-second': {
    unit: 'rows/s',
    quantity: 'rate',
    noise: 'inserts',
    of: (results, storage) =>
      bestInsert(results, storage, ({ outcome }) => ({
        value: outcome.rowsPerSecond.median,
        visits: insertRates(outcome),
      })),
  },
  'insert-rows-per-cpu-second': {
    unit: 'rows per CPU-second',
    quantity: 'rate',
    noise: 'inserts',
    of: (results, storage) =>
      bestInsert(results, storage, ({ outcome }) => ({
        value: outcome.rowsPerCpuSecond.median,
        visits: insertCpuRates(outcome),
      })),
  },
  'bytes-per-mark': {
    unit: 'bytes',
    quantity: 'time',
    noise: 'inserts',
    of: (results, storage) => {
      const [cell] = measuredCells(results, 'size', storage);
      if (!cell) return notMeasured('no size was measured');
      return {
        status: 'measured',
        value: cell.outcome.bytesPerMark,
        visits: null,
        cells: [cellId(cell)],
      };
    },
  },
  'aggregates-warm-ms': {
    unit: 'ms',
    quantity: 'time',
    noise: 'reads',
    of: (results, storage) => warmMs(results, storage, 'aggregate'),
  },
  'aggregates-under-load-ms': {
    unit: 'ms',
    quantity: 'time',
    noise: 'reads',
    of: (results, storage) => {
      const cell = measuredCells(results, 'read-under-insert', storage).find(
        ({ level }) => level === 'peak',
      );
      const aggregates = cell?.outcome.aggregatesMs;
      if (!cell || !aggregates) return notMeasured('no aggregate was asked while marks arrived');
      return {
        status: 'measured',
        value: aggregates.p50,
        visits: null,
        cells: [cellId(cell)],
      };
    },
  },
  'lookups-warm-ms': {
    unit: 'ms',
    quantity: 'time',
    noise: 'reads',
    of: (results, storage) => warmMs(results, storage, 'lookup'),
  },
};
