import { OUT_OF_ORDER_UP_TO_MS } from './dataset-spec';
import type { Draws } from './random-streams';

/** A mark is overtaken by at most this many others. */
const MAX_OVERTAKING = 16;

/** A mark is sent again at most this many rows later. */
const MAX_RESEND_DISTANCE = 4_096;

/** The fresh marks of a block, in the order in which they would arrive without any disorder. */
export interface FreshMarks {
  /** Event times; as many as there are marks. */
  readonly timeMs: Float64Array;
  readonly isLate: (index: number) => boolean;
}

/** Indices of the marks in time whose successor is newer by so little that it can overtake them. */
function findOvertakable({ timeMs, isLate }: FreshMarks): Uint32Array {
  const found = new Uint32Array(timeMs.length);
  let count = 0;
  for (let index = 0; index + 1 < timeMs.length; index++) {
    const aheadMs = timeMs[index + 1]! - timeMs[index]!;
    if (aheadMs > 0 && aheadMs <= OUT_OF_ORDER_UP_TO_MS && !isLate(index)) found[count++] = index;
  }
  return found.subarray(0, count);
}

/**
 * Lets some marks be overtaken by newer ones: `share` of all of them, each by 1 to 16 marks that
 * are at most a minute newer. Where too few marks follow each other that closely, fewer are.
 *
 * @param order indices of fresh marks in their order; rearranged
 */
function overtake(order: Uint32Array, fresh: FreshMarks, share: number, draws: Draws): void {
  const { timeMs } = fresh;
  const candidates = findOvertakable(fresh);
  const wanted = Math.round(timeMs.length * share);
  // One of every few candidates, so that no two moves meet.
  const overtaken = Math.min(wanted, Math.floor(candidates.length / 2));
  for (let i = 0; i < overtaken; i++) {
    const first = Math.floor((i * candidates.length) / overtaken);
    const last = Math.floor(((i + 1) * candidates.length) / overtaken) - 1;
    const index = candidates[first + draws.below(last - first)]!;
    const furthest = Math.min(candidates[last]!, index + 1 + draws.below(MAX_OVERTAKING));
    let to = index + 1;
    while (to < furthest && timeMs[to + 1]! - timeMs[index]! <= OUT_OF_ORDER_UP_TO_MS) to++;
    order.copyWithin(index, index + 1, to + 1);
    order[to] = index;
  }
}

/**
 * Spreads `resent` copies of earlier marks over the rows, one in every stretch of equal length.
 *
 * @param order its first `fresh` entries are moved apart to make room
 */
function resend(order: Uint32Array, fresh: number, resent: number, draws: Draws): void {
  const rows = fresh + resent;
  const copyAt = new Uint32Array(resent);
  for (let i = 0; i < resent; i++) {
    const first = Math.floor((i * rows) / resent);
    const end = Math.floor(((i + 1) * rows) / resent);
    // Row 0 has nothing before it that could be sent again.
    copyAt[i] = Math.max(1, first + draws.below(end - first));
  }
  for (let i = resent - 1, end = rows; i >= 0; i--) {
    const at = copyAt[i]!;
    order.copyWithin(at + 1, at - i, end - 1 - i);
    end = at;
  }
  for (const at of copyAt) {
    const u = draws.next();
    order[at] = order[at - 1 - Math.floor(u * u * u * Math.min(at, MAX_RESEND_DISTANCE))]!;
  }
}

/**
 * The order in which a block's marks arrive, with its disorder.
 *
 * @param order receives at row r the index of the fresh mark that arrives as row r
 */
export function arrangeArrivals(
  order: Uint32Array,
  fresh: FreshMarks,
  resent: number,
  outOfOrderShare: number,
  draws: Draws,
): void {
  const count = fresh.timeMs.length;
  for (let i = 0; i < count; i++) order[i] = i;
  overtake(order, fresh, outOfOrderShare, draws);
  resend(order, count, resent, draws);
}
