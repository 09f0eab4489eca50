import { Activity, HOURS_PER_DAY, momentOfShare, MS_PER_HOUR, QUIETEST_HOUR } from './activity';
import { freshRowsOfWindow } from './block-layout';
import { type DatasetSpec, LATE_FROM_MS } from './dataset-spec';
import { createFilmProfiles, type FilmProfiles } from './film-profiles';
import { Draws } from './random-streams';
import { layOutWindows, type TimeWindow } from './time-windows';
import { drawFilm, drawPlatform, drawStop, drawViewer, type Resumption } from './viewings';

/** One sitting of a viewer before a film. Times are milliseconds from the start of the dataset. */
export interface Session {
  readonly viewer: number;
  readonly film: number;
  /** Index into `PLATFORMS`. */
  readonly platform: number;
  readonly startMs: number;
  /** Second of the film at which it starts. */
  readonly fromS: number;
  readonly playedS: number;
  /** When all its marks arrive at once; undefined when each arrives as it is made. */
  readonly lateArrivalMs: number | undefined;
}

interface Viewing {
  readonly first: Session;
  /** The same viewer going on with the same film the next day. */
  readonly second: Session | undefined;
}

/**
 * This share of a window's rows is filled first, by viewings that may go on the next day. What is
 * left takes the sessions that go on from the day before, and then viewings that do not go on.
 * So a window depends on the first share of the window before it and on nothing earlier.
 */
const PRIMARY_SHARE = 0.8;

/** Late marks arrive up to this much after the first moment at which they count as late. */
const LATENESS_SPREAD_MS = 12 * MS_PER_HOUR;

/** A session that the end of its window would cut begins up to this much earlier than it has to. */
const EARLIER_START_SPREAD_MS = MS_PER_HOUR / 2;

/** Marks of a session: one at its start, one every `markEveryS` seconds, one at the stop. */
export function marksOfSession(playedS: number, markEveryS: number): number {
  return Math.ceil(playedS / markEveryS) + 1;
}

/** Draws the sessions of any window of a dataset. */
export class SessionPlanner {
  readonly windows: readonly TimeWindow[];
  readonly films: FilmProfiles;
  private readonly activity: Activity;
  private readonly draws: Draws;

  constructor(
    private readonly spec: DatasetSpec,
    startMs: number,
  ) {
    this.activity = new Activity(startMs);
    this.windows = layOutWindows(spec, this.activity);
    this.films = createFilmProfiles(spec.seed, spec.films);
    this.draws = new Draws(spec.seed, 'viewings');
  }

  /** The sessions of a window, in no order; together they have exactly the window's fresh rows. */
  plan(window: TimeWindow): readonly Session[] {
    const { markEveryS } = this.spec;
    const sessions: Session[] = [];
    let rowsLeft = freshRowsOfWindow(this.spec, window.rows);
    const add = (session: Session | undefined): void => {
      if (session === undefined || rowsLeft === 0 || !isWithin(window, session)) return;
      const marks = Math.min(rowsLeft, marksOfSession(session.playedS, markEveryS));
      const playedS = Math.min(session.playedS, (marks - 1) * markEveryS);
      sessions.push(playedS === session.playedS ? session : { ...session, playedS });
      rowsLeft -= marks;
    };

    let viewings = 0;
    for (const { first, second } of this.primaryViewings(window)) {
      add(first);
      add(second);
      viewings++;
    }
    const before = this.windows[window.index - 1];
    if (before) for (const { second } of this.primaryViewings(before)) add(second);
    const cumulative = this.activity.cumulative(window.firstHour, window.hours);
    for (; rowsLeft > 0; viewings++) add(this.drawViewing(window, cumulative, viewings).first);
    return sessions;
  }

  private *primaryViewings(window: TimeWindow): Generator<Viewing> {
    const rows = PRIMARY_SHARE * freshRowsOfWindow(this.spec, window.rows);
    const cumulative = this.activity.cumulative(window.firstHour, window.hours);
    for (let i = 0, filled = 0; filled < rows; i++) {
      const viewing = this.drawViewing(window, cumulative, i);
      filled += marksOfSession(viewing.first.playedS, this.spec.markEveryS);
      yield viewing;
    }
  }

  private drawViewing(window: TimeWindow, cumulative: Float64Array, index: number): Viewing {
    const draws = this.draws.of(index, window.index);
    const viewer = drawViewer(this.spec.viewers, draws);
    const isUnknown = draws.next() < this.spec.unknownFilmShare;
    const film = drawFilm(this.films, isUnknown, draws);
    const { stopS, resumption } = drawStop(this.films, film, draws);
    const momentMs = momentOfShare(cumulative, draws.next());
    const startMs = window.firstHour * MS_PER_HOUR + momentMs;
    const first = this.drawSession(window, { viewer, film, startMs, fromS: 0, playedS: stopS });
    return { first, second: resumption && this.drawSecond(window, first, resumption) };
  }

  private drawSecond(
    window: TimeWindow,
    { viewer, film, startMs }: Session,
    { momentShare, fromS, stopS }: Resumption,
  ): Session | undefined {
    const hour = startMs / MS_PER_HOUR - QUIETEST_HOUR;
    const nextDayHour = (Math.floor(hour / HOURS_PER_DAY) + 1) * HOURS_PER_DAY + QUIETEST_HOUR;
    const nextDay = this.activity.cumulative(nextDayHour, HOURS_PER_DAY);
    const resumeMs = nextDayHour * MS_PER_HOUR + momentOfShare(nextDay, momentShare);
    const inWindow = [window, this.windows[window.index + 1]].find(
      (candidate) => candidate && isWithin(candidate, { startMs: resumeMs }),
    );
    if (!inWindow) return undefined;
    const playedS = stopS - fromS;
    return this.drawSession(inWindow, { viewer, film, startMs: resumeMs, fromS, playedS });
  }

  /** Fits a session into its window and draws what does not depend on the film. */
  private drawSession(
    window: TimeWindow,
    session: Omit<Session, 'platform' | 'lateArrivalMs'>,
  ): Session {
    const { draws } = this;
    const windowMs = window.firstHour * MS_PER_HOUR;
    const endMs = windowMs + window.hours * MS_PER_HOUR;
    const playedMs = session.playedS * 1000;
    const latestMs = endMs - playedMs - 1;
    const startMs =
      session.startMs <= latestMs
        ? session.startMs
        : latestMs - draws.below(Math.min(EARLIER_START_SPREAD_MS, latestMs - windowMs));
    const platform = drawPlatform(startMs, draws);
    const isLate = draws.next() < this.spec.lateShare;
    const u = draws.next();
    const lateMs = startMs + playedMs + LATE_FROM_MS;
    const roomMs = Math.min(LATENESS_SPREAD_MS, endMs - lateMs);
    return {
      ...session,
      startMs,
      platform,
      lateArrivalMs: isLate && roomMs > 0 ? lateMs + Math.floor(u * u * u * roomMs) : undefined,
    };
  }
}

function isWithin(window: TimeWindow, { startMs }: Pick<Session, 'startMs'>): boolean {
  const hour = startMs / MS_PER_HOUR - window.firstHour;
  return hour >= 0 && hour < window.hours;
}
