import type { MarkColumns, UuidColumn } from '../marks';
import { findInterval } from './activity';
import { arrangeArrivals } from './arrival-order';
import { BLOCK_ROWS, type BlockLayout } from './block-layout';
import type { DatasetSpec } from './dataset-spec';
import { Draws, openStream, randomUuid } from './random-streams';
import type { Threefry } from './threefry';
import type { WindowSchedule } from './window-schedule';

const TWO_32 = 0x1_0000_0000;

function halves(words: BigInt64Array): Uint32Array {
  return new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
}

/** Copies the UUIDs words[4 * pick(i)...] to the rows of a column. */
function copyUuids(
  column: UuidColumn,
  at: number,
  rows: number,
  words: Uint32Array,
  order: Uint32Array,
  from: number,
): void {
  const high = halves(column.high);
  const low = halves(column.low);
  for (let i = 0; i < rows; i++) {
    const word = 4 * order[from + i]!;
    const half = 2 * (at + i);
    high[half + 1] = words[word]!;
    high[half] = words[word + 1]!;
    low[half + 1] = words[word + 2]!;
    low[half] = words[word + 3]!;
  }
}

/** The marks of one block, made when it is loaded and copied out in any pieces. */
export class MarkBlock {
  private readonly arrivals: Draws;
  private readonly markIds: Threefry;
  private schedule: WindowSchedule | undefined;
  /** Fresh marks by arrival in whole rounds; those of the block begin at `firstFresh`. */
  private session = new Uint32Array(0);
  private positionS = new Uint32Array(0);
  private timeMs = new Float64Array(0);
  private firstFresh = 0;
  private nextRow = new Uint32Array(0);
  private readonly markIdWords = new Uint32Array(4 * BLOCK_ROWS);
  private readonly order = new Uint32Array(BLOCK_ROWS);

  constructor(
    private readonly spec: DatasetSpec,
    private readonly filmIdWords: Uint32Array,
  ) {
    this.arrivals = new Draws(spec.seed, 'arrivals');
    this.markIds = openStream(spec.seed, 'markIds');
  }

  /** Makes the marks of the block `index` of a window, which is laid out as `layout` says. */
  load(schedule: WindowSchedule, index: number, layout: BlockLayout): void {
    this.schedule = schedule;
    this.dealRuns(schedule, layout);
    this.drawMarkIds(schedule, layout);
    const { session, firstFresh } = this;
    arrangeArrivals(
      this.order,
      {
        timeMs: this.timeMs.subarray(firstFresh, firstFresh + layout.fresh),
        isLate: (i) => schedule.isLate[session[firstFresh + i]!] === 1,
      },
      layout.resent,
      this.spec.outOfOrderShare,
      this.arrivals.of(index, schedule.window.index),
    );
  }

  /** Deals the marks of all runs out into rows: by round, and within a round by phase. */
  private dealRuns({ runs, rowsBeforeRound }: WindowSchedule, layout: BlockLayout): void {
    const firstRound = findInterval(rowsBeforeRound, layout.freshBefore);
    const lastRound = findInterval(rowsBeforeRound, layout.freshBefore + layout.fresh - 1);
    const endRound = lastRound + 1;
    const rowsBefore = rowsBeforeRound[firstRound]!;
    this.reserve(rowsBeforeRound[endRound]! - rowsBefore, endRound - firstRound);
    this.firstFresh = layout.freshBefore - rowsBefore;
    const { nextRow, session, positionS, timeMs } = this;
    for (let round = firstRound; round < endRound; round++) {
      nextRow[round - firstRound] = rowsBeforeRound[round]! - rowsBefore;
    }
    const { markEveryS } = this.spec;
    const roundMs = markEveryS * 1000;
    for (let run = 0; run < runs.count; run++) {
      const step = runs.roundStep[run]!;
      const marks = runs.marks[run]!;
      const round = runs.round[run]!;
      const lastOfRun = round + step * (marks - 1);
      if (lastOfRun < firstRound || round >= endRound) continue;
      const skipped = Math.max(0, firstRound - round);
      const end = step === 0 ? marks : Math.min(marks, endRound - round);
      const runSession = runs.session[run]!;
      let slot = round + step * skipped - firstRound;
      let position = runs.positionS[run]! + skipped * markEveryS;
      let time = runs.timeMs[run]! + skipped * roundMs;
      for (let mark = skipped; mark < end; mark++) {
        const row = nextRow[slot]!;
        nextRow[slot] = row + 1;
        slot += step;
        session[row] = runSession;
        positionS[row] = position;
        timeMs[row] = time;
        position += markEveryS;
        time += roundMs;
      }
    }
  }

  /** A mark's id depends on its window and its rank among the fresh marks there. */
  private drawMarkIds({ window }: WindowSchedule, { fresh, freshBefore }: BlockLayout): void {
    const { markIds, markIdWords } = this;
    for (let i = 0; i < fresh; i++) {
      randomUuid(markIds, freshBefore + i, window.index, markIdWords, 4 * i);
    }
  }

  /** Room for whole rounds, which a block may begin and end in the middle of. */
  private reserve(rows: number, rounds: number): void {
    if (this.session.length < rows) {
      this.session = new Uint32Array(rows);
      this.positionS = new Uint32Array(rows);
      this.timeMs = new Float64Array(rows);
    }
    if (this.nextRow.length < rounds) this.nextRow = new Uint32Array(rounds);
  }

  /** Copies the block's rows [from, from + rows) to the rows of `out` from `at` on. */
  copyRows(from: number, rows: number, out: MarkColumns, at: number): void {
    const { schedule, order, firstFresh } = this;
    if (!schedule) throw new Error('no block is loaded');
    copyUuids(out.markId, at, rows, this.markIdWords, order, from);
    const sessions = new Uint32Array(rows);
    const films = new Uint32Array(rows);
    const time = halves(out.eventTimeMs);
    for (let i = 0; i < rows; i++) {
      const fresh = firstFresh + order[from + i]!;
      const session = this.session[fresh]!;
      const timeMs = this.timeMs[fresh]!;
      const timeHigh = Math.floor(timeMs / TWO_32);
      sessions[i] = session;
      films[i] = schedule.film[session]!;
      time[2 * (at + i)] = timeMs - timeHigh * TWO_32;
      time[2 * (at + i) + 1] = timeHigh;
      out.positionS[at + i] = this.positionS[fresh]!;
      out.platform[at + i] = schedule.platform[session]!;
    }
    copyUuids(out.userId, at, rows, schedule.viewerIdWords, sessions, 0);
    copyUuids(out.filmId, at, rows, this.filmIdWords, films, 0);
  }
}
