import {
  allocateMarkColumns,
  formatUuid,
  type MarkColumns,
  type Platform,
  platformCode,
  type UuidColumn,
  writeUuid,
} from '../marks';

/** A mark as a test writes it down. */
export interface MarkDraft {
  /** Canonical UUID text; the row's number when left out. */
  readonly markId?: string;
  readonly userId: string;
  readonly filmId: string;
  readonly positionS: number;
  /** ISO 8601 with Z, or milliseconds since 1970. */
  readonly at: string | number;
  /** `web` when left out. */
  readonly platform?: Platform;
}

const NUMBERED_HIGH = 0x4000n;
const NUMBERED_LOW = 1n << 63n;

/** A UUID that is easy to tell from others in a test: version 4, and the number in its last word. */
export function uuidOf(number: number): string {
  return formatUuid(0, Number(NUMBERED_HIGH), Number(NUMBERED_LOW >> 32n), number);
}

/** Writes `uuidOf(number)` without a detour through text. */
export function writeUuidOf(column: UuidColumn, row: number, number: number): void {
  column.high[row] = NUMBERED_HIGH;
  column.low[row] = NUMBERED_LOW | BigInt(number);
}

/** The drafts as columns, in order. */
export function buildMarks(drafts: readonly MarkDraft[]): MarkColumns {
  const columns = allocateMarkColumns(drafts.length);
  drafts.forEach(({ markId, userId, filmId, positionS, at, platform = 'web' }, row) => {
    writeUuid(columns.markId, row, markId ?? uuidOf(row));
    writeUuid(columns.userId, row, userId);
    writeUuid(columns.filmId, row, filmId);
    columns.positionS[row] = positionS;
    columns.eventTimeMs[row] = BigInt(typeof at === 'number' ? at : Date.parse(at));
    columns.platform[row] = platformCode(platform)!;
  });
  return columns;
}
