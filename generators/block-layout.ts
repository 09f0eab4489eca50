import type { DatasetSpec } from './dataset-spec';

/**
 * Rows that are made at a time. A window is cut into blocks of this many rows and a last, shorter
 * one; disorder (re-sent and overtaken marks) stays within a block, so a block needs no other.
 */
export const BLOCK_ROWS = 65_536;

/** Which rows a block has: `fresh` ones from sessions and `resent` copies of them. */
export interface BlockLayout {
  readonly rows: number;
  readonly fresh: number;
  readonly resent: number;
  /** Fresh rows of the same window before this block. */
  readonly freshBefore: number;
}

function resentRows(spec: DatasetSpec, rows: number): number {
  return Math.max(0, Math.min(Math.round(spec.resentShare * rows), rows - 1));
}

/** The block `index` of a window that has `windowRows` rows. */
export function layOutBlock(spec: DatasetSpec, windowRows: number, index: number): BlockLayout {
  const rows = Math.min(BLOCK_ROWS, windowRows - index * BLOCK_ROWS);
  const resent = resentRows(spec, rows);
  return {
    rows,
    resent,
    fresh: rows - resent,
    freshBefore: index * (BLOCK_ROWS - resentRows(spec, BLOCK_ROWS)),
  };
}

/** Rows of a window that come from its sessions and are no copies. */
export function freshRowsOfWindow(spec: DatasetSpec, windowRows: number): number {
  if (windowRows === 0) return 0;
  const last = layOutBlock(spec, windowRows, Math.ceil(windowRows / BLOCK_ROWS) - 1);
  return last.freshBefore + last.fresh;
}
