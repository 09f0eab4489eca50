import { OUT_OF_ORDER_UP_TO_MS } from './dataset-spec';
import type { Draws } from './random-streams';

/** A mark is overtaken by at most this many others. */
const MAX_OVERTAKING = 16;

/** A mark is sent again at most this many rows later. */
const MAX_RESEND_DISTANCE = 4_096;

/** The fresh marks of a block, in the order in which they would arrive without any disorder. */
export interface FreshMarks {
  readonly count: number;
  readonly timeMs: (index: number) => number;
  readonly isLate: (index: number) => boolean;
}

/**
 * Lets some marks be overtaken by newer ones: one mark in every 1 / `share`, by 1 to 16 marks that
 * are at most a minute newer. Where marks are further apart than that, none is overtaken.
 *
 * @param order indices of fresh marks; its first `fresh.count` entries are rearranged
 */
function overtake(order: Uint32Array, fresh: FreshMarks, share: number, draws: Draws): void {
  const overtaken = Math.floor(fresh.count * share);
  for (let i = 0; i < overtaken; i++) {
    const first = Math.floor((i * fresh.count) / overtaken);
    const last = Math.floor(((i + 1) * fresh.count) / overtaken) - 1;
    const wantedBy = 1 + draws.below(MAX_OVERTAKING);
    const from = first + draws.below(last - first);
    for (let index = from; index < last; index++) {
      const by = overtakers(fresh, index, Math.min(last, index + wantedBy));
      if (by === 0) continue;
      order.copyWithin(index, index + 1, index + 1 + by);
      order[index + by] = index;
      break;
    }
  }
}

/** How many of the marks (index, last] follow closely enough to overtake it. */
function overtakers(fresh: FreshMarks, index: number, last: number): number {
  const timeMs = fresh.timeMs(index);
  if (fresh.isLate(index) || fresh.timeMs(index + 1) <= timeMs) return 0;
  let next = index + 1;
  while (next <= last && fresh.timeMs(next) - timeMs <= OUT_OF_ORDER_UP_TO_MS) next++;
  return next - 1 - index;
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
 * @param order receives at row r the index of the fresh mark that arrives as row r; at least
 *   `fresh.count + resent` long
 */
export function arrangeArrivals(
  order: Uint32Array,
  fresh: FreshMarks,
  resent: number,
  outOfOrderShare: number,
  draws: Draws,
): void {
  for (let i = 0; i < fresh.count; i++) order[i] = i;
  overtake(order, fresh, outOfOrderShare, draws);
  resend(order, fresh.count, resent, draws);
}
