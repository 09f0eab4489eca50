import { MS_PER_HOUR } from './activity';
import type { DatasetSpec } from './dataset-spec';
import { openStream, randomUuid } from './random-streams';
import type { Session, SessionPlanner } from './sessions';
import type { TimeWindow } from './time-windows';

/**
 * Marks of one session in a row. A window's time is cut into rounds of `markEveryS` seconds, and a
 * session that plays has one mark in every round, always at the same moment of it (its phase).
 * So the runs in the order of their phases are, in every round, in the order of arrival.
 *
 * Columns, by run, sorted by phase.
 */
export interface Runs {
  readonly count: number;
  readonly session: Uint32Array;
  /** Round in which the first mark arrives. */
  readonly round: Uint32Array;
  readonly marks: Uint32Array;
  /** 1: a mark arrives every round; 0: all of them arrive together, late. */
  readonly roundStep: Uint8Array;
  /** Event time of the first mark, epoch milliseconds. */
  readonly timeMs: Float64Array;
  /** Position of the first mark. */
  readonly positionS: Uint32Array;
}

/** The sessions of one window, ready to be dealt out into rows. */
export interface WindowSchedule {
  readonly window: TimeWindow;
  readonly runs: Runs;
  /** At index r the fresh rows of the window that arrive before round r; one entry more than rounds. */
  readonly rowsBeforeRound: Uint32Array;
  /** By session: four words of its viewer's id, most significant first. */
  readonly viewerIdWords: Uint32Array;
  readonly film: Uint32Array;
  readonly platform: Uint8Array;
  /** 1 when the session's marks arrive late. */
  readonly isLate: Uint8Array;
}

/** Two runs a session at most: what it sends while it plays, and the mark at the stop. */
const RUNS_PER_SESSION = 2;

const TWO_32 = 0x1_0000_0000;

class RunTable implements Runs {
  count = 0;
  readonly session: Uint32Array;
  readonly round: Uint32Array;
  readonly marks: Uint32Array;
  readonly roundStep: Uint8Array;
  readonly timeMs: Float64Array;
  readonly positionS: Uint32Array;
  private readonly phaseMs: Float64Array;

  constructor(capacity: number) {
    this.session = new Uint32Array(capacity);
    this.round = new Uint32Array(capacity);
    this.marks = new Uint32Array(capacity);
    this.roundStep = new Uint8Array(capacity);
    this.timeMs = new Float64Array(capacity);
    this.positionS = new Uint32Array(capacity);
    this.phaseMs = new Float64Array(capacity);
  }

  /** @param arrivalMs arrival of the first mark, from the start of the window */
  add(
    session: number,
    arrivalMs: number,
    roundMs: number,
    roundStep: 0 | 1,
    run: { timeMs: number; positionS: number; marks: number },
  ): void {
    const i = this.count++;
    const round = Math.floor(arrivalMs / roundMs);
    this.session[i] = session;
    this.round[i] = round;
    this.phaseMs[i] = arrivalMs - round * roundMs;
    this.roundStep[i] = roundStep;
    this.marks[i] = run.marks;
    this.timeMs[i] = run.timeMs;
    this.positionS[i] = run.positionS;
  }

  /** The same runs in the order of their phases, and of their addition within a phase. */
  sorted(): Runs {
    const { count } = this;
    // Phase and index in one number: a plain numeric sort of a typed array needs no comparator.
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) keys[i] = this.phaseMs[i]! * TWO_32 + i;
    keys.sort();
    const sorted = new RunTable(count);
    for (let to = 0; to < count; to++) {
      const from = keys[to]! % TWO_32;
      sorted.session[to] = this.session[from]!;
      sorted.round[to] = this.round[from]!;
      sorted.marks[to] = this.marks[from]!;
      sorted.roundStep[to] = this.roundStep[from]!;
      sorted.timeMs[to] = this.timeMs[from]!;
      sorted.positionS[to] = this.positionS[from]!;
    }
    sorted.count = count;
    return sorted;
  }
}

function layOutRuns(
  spec: DatasetSpec,
  datasetMs: number,
  window: TimeWindow,
  sessions: readonly Session[],
): Runs {
  const roundMs = spec.markEveryS * 1000;
  const windowMs = window.firstHour * MS_PER_HOUR;
  const table = new RunTable(sessions.length * RUNS_PER_SESSION);
  sessions.forEach(({ startMs, fromS, playedS, lateArrivalMs }, session) => {
    const roundStep = lateArrivalMs === undefined ? 1 : 0;
    const arrival = (ms: number): number => (lateArrivalMs ?? ms) - windowMs;
    const playingMarks = Math.ceil(playedS / spec.markEveryS);
    if (playingMarks > 0) {
      table.add(session, arrival(startMs), roundMs, roundStep, {
        timeMs: datasetMs + startMs,
        positionS: fromS,
        marks: playingMarks,
      });
    }
    const stopMs = startMs + playedS * 1000;
    table.add(session, arrival(stopMs), roundMs, roundStep, {
      timeMs: datasetMs + stopMs,
      positionS: fromS + playedS,
      marks: 1,
    });
  });
  return table.sorted();
}

function countRowsBeforeRounds(runs: Runs, rounds: number): Uint32Array {
  const starting = new Int32Array(rounds + 1);
  const together = new Uint32Array(rounds + 1);
  for (let run = 0; run < runs.count; run++) {
    const round = runs.round[run]!;
    const marks = runs.marks[run]!;
    if (runs.roundStep[run] === 0) together[round]! += marks;
    else {
      starting[round]! += 1;
      starting[round + marks]! -= 1;
    }
  }
  const rowsBefore = new Uint32Array(rounds + 1);
  for (let round = 0, playing = 0; round < rounds; round++) {
    playing += starting[round]!;
    rowsBefore[round + 1] = rowsBefore[round]! + playing + together[round]!;
  }
  return rowsBefore;
}

/** Draws a window's sessions and lays out when their marks arrive. */
export function scheduleWindow(
  spec: DatasetSpec,
  datasetMs: number,
  planner: SessionPlanner,
  window: TimeWindow,
): WindowSchedule {
  const sessions = planner.plan(window);
  const runs = layOutRuns(spec, datasetMs, window, sessions);
  const rounds = Math.ceil((window.hours * MS_PER_HOUR) / (spec.markEveryS * 1000));
  const viewers = openStream(spec.seed, 'viewers');
  const schedule = {
    window,
    runs,
    rowsBeforeRound: countRowsBeforeRounds(runs, rounds),
    viewerIdWords: new Uint32Array(4 * sessions.length),
    film: new Uint32Array(sessions.length),
    platform: new Uint8Array(sessions.length),
    isLate: new Uint8Array(sessions.length),
  };
  sessions.forEach(({ viewer, film, platform, lateArrivalMs }, session) => {
    randomUuid(viewers, viewer, 0, schedule.viewerIdWords, 4 * session);
    schedule.film[session] = film;
    schedule.platform[session] = platform;
    schedule.isLate[session] = lateArrivalMs === undefined ? 0 : 1;
  });
  return schedule;
}
