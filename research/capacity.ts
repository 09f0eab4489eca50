import { QUESTION_NAMES } from '../schemas';
import { cellId } from './cell-id';
import type { CapacityCell, CapacityInputs, Cell, CellOf } from './results';

type Outcome = CapacityCell['outcome'];
type DerivedAnswers = Extract<Outcome, { status: 'derived' }>['answers'];

function cellsOf<Kind extends Cell['kind']>(
  cells: readonly Cell[],
  kind: Kind,
  storage: string,
): readonly CellOf<Kind>[] {
  return cells.filter(
    (cell): cell is CellOf<Kind> => cell.kind === kind && cell.storage === storage,
  );
}

function fastestInsert(
  cells: readonly Cell[],
  storage: string,
): { readonly cell: string; readonly value: number } | undefined {
  return cellsOf(cells, 'insert', storage)
    .flatMap((cell) =>
      cell.outcome.status === 'measured'
        ? [{ cell: cellId(cell), value: cell.outcome.rowsPerSecond.median }]
        : [],
    )
    .sort((a, b) => b.value - a.value)[0];
}

/** Aggregates and lookups over one shard's marks, drawn out along their fitted growth. */
function answersOver(shardRows: number, cells: readonly Cell[], storage: string): DerivedAnswers {
  return QUESTION_NAMES.flatMap((question) => {
    const cell = cellsOf(cells, 'read-growth', storage).find((one) => one.question === question);
    if (cell?.outcome.status !== 'measured') return [];
    const { points, lastExponent } = cell.outcome;
    const { rows, warmMs } = points.at(-1)!;
    const extrapolatedBy = shardRows / rows;
    return [
      {
        question,
        cell: cellId(cell),
        measuredMs: warmMs.median,
        measuredRows: rows,
        exponent: lastExponent,
        // A question that got faster with more rows did so by chance: it is not drawn out below what was measured.
        extrapolatedMs: warmMs.median * extrapolatedBy ** Math.max(0, lastExponent),
        extrapolatedBy,
      },
    ];
  });
}

/**
 * What the figures of one storage mean for a cluster with `inputs`: a pure function of the run's
 * cells. Every replica of a shard keeps and inserts all of the shard's marks; a question is asked of
 * all shards at once, each of which answers over its own marks.
 */
export function capacityCell(
  inputs: CapacityInputs,
  cells: readonly Cell[],
  storage: string,
): CapacityCell {
  const cell = { kind: 'capacity', storage, inputs } as const;
  const size = cellsOf(cells, 'size', storage)[0];
  const insert = fastestInsert(cells, storage);
  if (size?.outcome.status !== 'measured' || !insert) {
    const reason = 'this run has not measured both size and inserts of this storage';
    return { ...cell, outcome: { status: 'skipped', reason } };
  }
  const { marksPerDay, keptDays, shards, replicas, diskFillLimit, peakMarksPerSecond } = inputs;
  const { bytesPerMark } = size.outcome;
  const marks = marksPerDay * keptDays;
  const bytes = marks * bytesPerMark;
  const bytesPerNode = bytes / shards;
  const diskPerNodeBytes = bytesPerNode / diskFillLimit;
  const peakRowsPerSecondPerNode = peakMarksPerSecond / shards;
  const insertHeadroom = insert.value / peakRowsPerSecondPerNode;
  return {
    ...cell,
    outcome: {
      status: 'derived',
      from: { bytesPerMark: { cell: cellId(size), value: bytesPerMark }, rowsPerSecond: insert },
      marks,
      bytes,
      bytesPerNode,
      diskPerNodeBytes,
      diskAllNodesBytes: diskPerNodeBytes * shards * replicas,
      bytesPerDay: marksPerDay * bytesPerMark,
      peakRowsPerSecondPerNode,
      insertHeadroom,
      insertHeadroomIsEnough: insertHeadroom >= inputs.insertHeadroom,
      answers: answersOver(marks / shards, cells, storage),
    },
  };
}
