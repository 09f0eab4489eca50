import { allocateMarkColumns, type MarkColumns, readInt64, type UuidColumn } from '../../marks';
import type { MonthRows } from './batch';

function monthStart(timeMs: number, monthsOn: number): number {
  const date = new Date(timeMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsOn);
}

function monthName(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}

function pickUuids(column: UuidColumn, rows: Uint32Array, into: UuidColumn): void {
  for (let at = 0; at < rows.length; at++) {
    into.high[at] = column.high[rows[at]!]!;
    into.low[at] = column.low[rows[at]!]!;
  }
}

/** The rows with these indices, copied, in their order. */
function pickRows(
  columns: MarkColumns,
  offsets: BigInt64Array,
  rows: Uint32Array,
): Omit<MonthRows, 'month'> {
  const picked = allocateMarkColumns(rows.length);
  const pickedOffsets = new BigInt64Array(rows.length);
  pickUuids(columns.markId, rows, picked.markId);
  pickUuids(columns.userId, rows, picked.userId);
  pickUuids(columns.filmId, rows, picked.filmId);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    picked.positionS[at] = columns.positionS[row]!;
    picked.eventTimeMs[at] = columns.eventTimeMs[row]!;
    picked.platform[at] = columns.platform[row]!;
    pickedOffsets[at] = offsets[row]!;
  }
  return { columns: picked, offsets: pickedOffsets };
}

/**
 * The rows by months (UTC), months in the order of their first rows. Nothing is copied when all are
 * of one month, as almost always.
 *
 * Not cut in the order of offsets: around midnight of a month's end, and with late marks, months
 * alternate from row to row, and a batch would fall into inserts of one row each.
 */
export function splitByMonth(columns: MarkColumns, offsets: BigInt64Array): readonly MonthRows[] {
  const { rows, eventTimeMs } = columns;
  if (rows === 0) return [];
  const halves = new Uint32Array(eventTimeMs.buffer, eventTimeMs.byteOffset, rows * 2);
  const firstMs = readInt64(halves, 0);
  const from = monthStart(firstMs, 0);
  const until = monthStart(firstMs, 1);
  let row = 0;
  while (row < rows) {
    const timeMs = readInt64(halves, row);
    if (timeMs < from || timeMs >= until) break;
    row++;
  }
  if (row === rows) return [{ month: monthName(firstMs), columns, offsets }];
  const rowsOf = new Map<string, number[]>();
  for (let at = 0; at < rows; at++) {
    const month = monthName(readInt64(halves, at));
    const found = rowsOf.get(month);
    if (found) found.push(at);
    else rowsOf.set(month, [at]);
  }
  return [...rowsOf].map(([month, indices]) => ({
    month,
    ...pickRows(columns, offsets, Uint32Array.from(indices)),
  }));
}

/**
 * The rows whose offsets are not in `present`.
 *
 * @param present ascending
 */
export function withoutPresent(group: MonthRows, present: BigInt64Array): MonthRows {
  const { month, columns, offsets } = group;
  const missing: number[] = [];
  let at = 0;
  for (let row = 0; row < columns.rows; row++) {
    while (at < present.length && present[at]! < offsets[row]!) at++;
    if (at === present.length || present[at] !== offsets[row]) missing.push(row);
  }
  if (missing.length === columns.rows) return group;
  return { month, ...pickRows(columns, offsets, Uint32Array.from(missing)) };
}
