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

/** The viewings that fill the first share of a window. */
interface PrimarySessions {
  readonly viewings: number;
  /** Their sessions in this window. */
  readonly sessions: readonly Session[];
  /** Their sessions in the next window. */
  readonly resumedNext: readonly Session[];
}

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
  private lastPrimary: { window: TimeWindow; primary: PrimarySessions } | undefined;

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
    const add = (session: Session): void => {
      if (rowsLeft === 0) return;
      const marks = Math.min(rowsLeft, marksOfSession(session.playedS, markEveryS));
      const playedS = Math.min(session.playedS, (marks - 1) * markEveryS);
      sessions.push(playedS === session.playedS ? session : { ...session, playedS });
      rowsLeft -= marks;
    };

    const before = this.windows[window.index - 1];
    const resumedFromBefore = before ? this.primaryOf(before).resumedNext : [];
    const primary = this.primaryOf(window);
    primary.sessions.forEach(add);
    resumedFromBefore.forEach(add);
    const cumulative = this.activity.cumulative(window.firstHour, window.hours);
    for (let i = primary.viewings; rowsLeft > 0; i++) {
      add(this.drawViewing(window, cumulative, i).first);
    }
    return sessions;
  }

  /** Remembers the last window, because going forward the next one asks for it again. */
  private primaryOf(window: TimeWindow): PrimarySessions {
    if (this.lastPrimary?.window !== window) {
      this.lastPrimary = { window, primary: this.drawPrimary(window) };
    }
    return this.lastPrimary.primary;
  }

  private drawPrimary(window: TimeWindow): PrimarySessions {
    const rows = PRIMARY_SHARE * freshRowsOfWindow(this.spec, window.rows);
    const cumulative = this.activity.cumulative(window.firstHour, window.hours);
    const sessions: Session[] = [];
    const resumedNext: Session[] = [];
    let viewings = 0;
    for (let filled = 0; filled < rows; viewings++) {
      const { first, second } = this.drawViewing(window, cumulative, viewings);
      filled += marksOfSession(first.playedS, this.spec.markEveryS);
      sessions.push(first);
      if (second) (isWithin(window, second.startMs) ? sessions : resumedNext).push(second);
    }
    return { viewings, sessions, resumedNext };
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
      (candidate) => candidate && isWithin(candidate, resumeMs),
    );
    if (!inWindow) return undefined;
    const playedS = stopS - fromS;
    return this.drawSession(inWindow, { viewer, film, startMs: resumeMs, fromS, playedS });
  }

  /** Fits a session into its window and draws what does not depend on the film. */
  private drawSession(
    window: TimeWindow,
    wanted: Pick<Session, 'viewer' | 'film' | 'startMs' | 'fromS' | 'playedS'>,
  ): Session {
    const { draws } = this;
    const { viewer, film, fromS, playedS } = wanted;
    const windowMs = window.firstHour * MS_PER_HOUR;
    const endMs = windowMs + window.hours * MS_PER_HOUR;
    const playedMs = playedS * 1000;
    const latestMs = endMs - playedMs - 1;
    const startMs =
      wanted.startMs <= latestMs
        ? wanted.startMs
        : latestMs - draws.below(Math.min(EARLIER_START_SPREAD_MS, latestMs - windowMs));
    const platform = drawPlatform(startMs, draws);
    const isLate = draws.next() < this.spec.lateShare;
    const u = draws.next();
    const lateMs = startMs + playedMs + LATE_FROM_MS;
    const roomMs = Math.min(LATENESS_SPREAD_MS, endMs - lateMs);
    return {
      viewer,
      film,
      platform,
      startMs,
      fromS,
      playedS,
      lateArrivalMs: isLate && roomMs > 0 ? lateMs + Math.floor(u * u * u * roomMs) : undefined,
    };
  }
}

function isWithin(window: TimeWindow, timeMs: number): boolean {
  const hour = timeMs / MS_PER_HOUR - window.firstHour;
  return hour >= 0 && hour < window.hours;
}
