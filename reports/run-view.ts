import {
  cellId,
  type Decision,
  type Estimate,
  type InsertCell,
  type LoadCell,
  type ReadCell,
  restrictedStorages,
  type Results,
  type SizeCell,
  type StorageRow,
  withholdRestricted,
} from '../research';
import { type QuestionName, questionDefinition, QUESTION_NAMES } from '../schemas';

type MeasuredOutcome<C extends { outcome: { status: string } }> = Extract<
  C['outcome'],
  { status: 'measured' }
>;

export type MeasuredInsert = MeasuredOutcome<InsertCell>;
export type MeasuredRead = MeasuredOutcome<ReadCell>;
export type MeasuredLoad = MeasuredOutcome<LoadCell>;
export type MeasuredSize = MeasuredOutcome<SizeCell>;

/**
 * What became of a cell: the run's own outcome, `wrong` in the place of a figure that does not count
 * because an answer was wrong, or `absent` where the run has no such cell.
 */
export type Outcome<C extends { outcome: unknown }> =
  C['outcome'] | { readonly status: 'wrong' } | { readonly status: 'absent' };

export interface InsertView {
  readonly format: string;
  readonly batchRows: number;
  /** Inserts under way at the same time. */
  readonly writers: number;
  /** The cell's id. */
  readonly id: string;
  readonly outcome: Outcome<InsertCell>;
}

export interface StorageView {
  readonly name: string;
  /** The engine `null`, which stores nothing: its figures are the client's own cost. */
  readonly isClientOnly: boolean;
  readonly hasWrongAnswers: boolean;
  /** By one writer: by format in the run's order, then by batch size. */
  readonly inserts: readonly InsertView[];
  /** By several writers, in the same order, then by writers. */
  readonly parallelInserts: readonly InsertView[];
  readonly loads: readonly LoadCell[];
  readonly size: Outcome<SizeCell>;
  /** Id of the size cell; undefined where the run has none. */
  readonly sizeId: string | undefined;
  /** Of every question that the run asked of any storage. */
  readonly reads: ReadonlyMap<QuestionName, Outcome<ReadCell>>;
  /** Ids of the read cells that the run has. */
  readonly readIds: ReadonlyMap<string, string>;
  /** Greatest resident set of the storage's process over all measured cells; undefined without any. */
  readonly peakRssBytes: number | undefined;
}

/** A storage that was measured and whose figures may not be published. */
export type WithheldStorage = Extract<StorageRow, { status: 'withheld' }>;

/** What a report is to show. */
export interface ReportOptions {
  /**
   * Also figures whose publication the engine's licence forbids, for the eyes of whoever measured.
   * @default false
   */
  readonly includeRestricted?: boolean;
  /** What was decided from the run, for the report's first page; made from these very results. */
  readonly decision?: Decision;
}

/** A run as its reports look at it: by storage, in a fixed order, wrong answers taken out. */
export interface RunView {
  /** Without the figures that are withheld: no part of a report can show what is not here. */
  readonly results: Results;
  readonly withheld: readonly WithheldStorage[];
  /** Names of the storages that are shown although their figures may not be published. */
  readonly restricted: readonly string[];
  readonly decision: Decision | undefined;
  /** Storages in the run's order, the ones that store nothing last. */
  readonly storages: readonly StorageView[];
  /** The questions that were asked: aggregates first, each kind in the catalogue's order. */
  readonly questions: readonly QuestionName[];
}

function peakRssBytes(results: Results, storage: string): number | undefined {
  const peaks = results.cells
    .filter((cell) => cell.storage === storage)
    .flatMap(({ outcome }) => {
      if (outcome.status !== 'measured') return [];
      if ('visits' in outcome) return outcome.visits.map((visit) => visit.peakRssBytes);
      return 'peakRssBytes' in outcome ? [outcome.peakRssBytes] : [];
    });
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

function viewInserts(results: Results, storage: string): InsertView[] {
  const cells = results.cells.filter(
    (cell): cell is InsertCell => cell.kind === 'insert' && cell.storage === storage,
  );
  const formats = [...new Set(cells.map((cell) => cell.format))];
  return formats.flatMap((format) =>
    cells
      .filter((cell) => cell.format === format)
      .sort((a, b) => a.batchRows - b.batchRows || a.writers - b.writers)
      .map((cell) => ({
        format,
        batchRows: cell.batchRows,
        writers: cell.writers,
        id: cellId(cell),
        outcome: cell.outcome,
      })),
  );
}

function viewStorage(
  results: Results,
  name: string,
  engine: string,
  questions: readonly QuestionName[],
): StorageView {
  const cells = results.cells.filter((cell) => cell.storage === name);
  const wrong = new Set(
    results.checks
      .filter((check) => check.storage === name && check.verdict.status === 'wrong')
      .map((check) => check.question),
  );
  const inserts = viewInserts(results, name);
  const size = cells.find((cell): cell is SizeCell => cell.kind === 'size');
  const readOutcome = (question: QuestionName): Outcome<ReadCell> => {
    if (wrong.has(question)) return { status: 'wrong' };
    const cell = cells.find(
      (other): other is ReadCell => other.kind === 'read' && other.question === question,
    );
    return cell?.outcome ?? { status: 'absent' };
  };
  return {
    name,
    isClientOnly: engine === 'null',
    hasWrongAnswers: wrong.size > 0,
    inserts: inserts.filter(({ writers }) => writers === 1),
    parallelInserts: inserts.filter(({ writers }) => writers > 1),
    loads: cells.filter((cell): cell is LoadCell => cell.kind === 'load'),
    size: size?.outcome ?? { status: 'absent' },
    sizeId: size && cellId(size),
    reads: new Map(questions.map((question) => [question, readOutcome(question)])),
    readIds: new Map(
      cells.flatMap((cell) => (cell.kind === 'read' ? [[cell.question, cellId(cell)]] : [])),
    ),
    peakRssBytes: peakRssBytes(results, name),
  };
}

export function viewRun(
  measured: Results,
  { includeRestricted = false, decision }: ReportOptions = {},
): RunView {
  const results = includeRestricted ? measured : withholdRestricted(measured);
  const asked = new Set<string>([
    ...results.checks.map((check) => check.question),
    ...results.cells.flatMap((cell) => (cell.kind === 'read' ? [cell.question] : [])),
  ]);
  const questions = (['aggregate', 'lookup'] as const).flatMap((kind) =>
    QUESTION_NAMES.filter((name) => asked.has(name) && questionDefinition(name).kind === kind),
  );
  const storages = results.storages.flatMap((storage) =>
    storage.status === 'measured'
      ? [viewStorage(results, storage.name, storage.identity.engine, questions)]
      : [],
  );
  return {
    results,
    withheld: results.storages.filter((storage) => storage.status === 'withheld'),
    restricted: restrictedStorages(results),
    decision,
    questions,
    storages: [
      ...storages.filter((storage) => !storage.isClientOnly),
      ...storages.filter((storage) => storage.isClientOnly),
    ],
  };
}

export interface BestInsert {
  readonly format: string;
  readonly batchRows: number;
  readonly writers: number;
  readonly measured: MeasuredInsert;
}

/** The insert cell of a storage with the greatest median of rows/s; undefined when none was measured. */
export function bestInsert(storage: StorageView): BestInsert | undefined {
  let best: BestInsert | undefined;
  for (const { format, batchRows, writers, outcome } of [
    ...storage.inserts,
    ...storage.parallelInserts,
  ]) {
    if (outcome.status !== 'measured') continue;
    if (!best || outcome.rowsPerSecond.median > best.measured.rowsPerSecond.median) {
      best = { format, batchRows, writers, measured: outcome };
    }
  }
  return best;
}

/** Whether a run tells two figures apart: their intervals do not overlap, or one has none. */
export function compareIntervals(a: Estimate, b: Estimate): 'apart' | 'overlapping' | 'unknown' {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return 'unknown';
  return a.low > b.high || b.low > a.high ? 'apart' : 'overlapping';
}
