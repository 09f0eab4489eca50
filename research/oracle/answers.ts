import { type Film, PLATFORMS } from '../../marks';
import type { CellTypes, QuestionName, QUESTIONS } from '../../schemas';
import type { MarkTally } from './mark-tally';

type ParametersOf<Q extends QuestionName> = {
  readonly [
    P in keyof (typeof QUESTIONS)[Q]['parameters']
  ]: (typeof QUESTIONS)[Q]['parameters'][P] extends {
    readonly type: infer T extends keyof CellTypes;
  }
    ? CellTypes[T]
    : never;
};

type ColumnOf<Q extends QuestionName> = (typeof QUESTIONS)[Q]['columns'][number];

/** A row of one question with its own columns; the compiler checks names, types and nulls. */
type RowOf<Q extends QuestionName> = {
  readonly [C in ColumnOf<Q> as C['name']]:
    CellTypes[C['type']] | (C extends { readonly nullable: true } ? null : never);
};

/** All that an answer is computed from. */
export interface Evidence {
  readonly tally: MarkTally;
  /** The catalogue by film_id. */
  readonly catalogue: ReadonlyMap<string, Film>;
}

type Answers = {
  readonly [Q in QuestionName]: (evidence: Evidence, parameters: ParametersOf<Q>) => RowOf<Q>[];
};

const MS_PER_DAY = 86_400_000;

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

function dayText(day: number): string {
  return timestampText(day * MS_PER_DAY).slice(0, 10);
}

function timestampText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** Ascending, by code unit. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

interface WatchedFilm extends Film {
  /** Numbers of its viewers, at least one. */
  readonly viewers: readonly number[];
}

/** Known films that have marks. */
function watchedFilms({ tally, catalogue }: Evidence): WatchedFilm[] {
  const viewersByFilm = Array.from({ length: tally.films }, (): number[] => []);
  for (let viewer = 0; viewer < tally.viewers; viewer++) {
    viewersByFilm[tally.viewerFilm(viewer)]!.push(viewer);
  }
  return viewersByFilm.flatMap((viewers, film) => {
    const known = catalogue.get(tally.filmId(film));
    return known ? [{ ...known, viewers }] : [];
  });
}

/** Numbers of the viewers that are this user, or watched this film. */
function viewersOf(tally: MarkTally, matches: (viewer: number) => boolean): number[] {
  const found: number[] = [];
  for (let viewer = 0; viewer < tally.viewers; viewer++) if (matches(viewer)) found.push(viewer);
  return found;
}

/** Seconds of the film that a viewer has reached, at most its duration. */
function reachedS(tally: MarkTally, viewer: number, film: Film): number {
  return Math.min(tally.maxPositionS(viewer), film.durationS);
}

function lowerMedian(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? null;
}

function daysWithin(
  tally: MarkTally,
  { from_day, to_day }: { readonly from_day: string; readonly to_day: string },
): ReturnType<MarkTally['days']> {
  const first = dayNumber(from_day);
  const last = dayNumber(to_day);
  return tally.days().filter(([day]) => first <= day && day <= last);
}

/** Each question's answer, derived from the words of `schemas/questions.ts` alone. */
export const ANSWERS: Answers = {
  'most-watched-films': (evidence, { min_viewers, limit }) =>
    watchedFilms(evidence)
      .filter(({ viewers }) => viewers.length >= min_viewers)
      .map((film) => ({
        film_id: film.filmId,
        title: film.title,
        viewers: film.viewers.length,
        completion:
          sum(film.viewers.map((viewer) => reachedS(evidence.tally, viewer, film))) /
          (film.viewers.length * film.durationS),
      }))
      .sort(
        (a, b) =>
          b.completion - a.completion || b.viewers - a.viewers || compareText(a.film_id, b.film_id),
      )
      .slice(0, limit),

  'unfinished-films': (evidence, { min_viewers, finish_line, limit }) =>
    watchedFilms(evidence)
      .filter(({ viewers }) => viewers.length >= min_viewers)
      .map((film) => {
        const unfinished = film.viewers.filter(
          (viewer) => evidence.tally.maxPositionS(viewer) < finish_line * film.durationS,
        );
        return {
          film_id: film.filmId,
          title: film.title,
          viewers: film.viewers.length,
          unfinished_viewers: unfinished.length,
          unfinished_share: unfinished.length / film.viewers.length,
          median_stop_s: lowerMedian(
            unfinished.map((viewer) => evidence.tally.lastPositionS(viewer)),
          ),
        };
      })
      .sort(
        (a, b) =>
          b.unfinished_share - a.unfinished_share ||
          b.viewers - a.viewers ||
          compareText(a.film_id, b.film_id),
      )
      .slice(0, limit),

  'stop-moments': ({ tally }, { film_id, bucket_s }) => {
    const film = tally.findFilm(film_id);
    const buckets = new Map<number, number>();
    for (const viewer of viewersOf(tally, (candidate) => tally.viewerFilm(candidate) === film)) {
      const bucket = Math.floor(tally.lastPositionS(viewer) / bucket_s) * bucket_s;
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    return [...buckets]
      .sort(([a], [b]) => a - b)
      .map(([bucket_start_s, viewers]) => ({ bucket_start_s, viewers }));
  },

  'resume-point': ({ tally }, { user_id, film_id }) => {
    const viewer = tally.findViewer(tally.findUser(user_id), tally.findFilm(film_id));
    if (viewer < 0) return [];
    return [
      {
        position_s: tally.lastPositionS(viewer),
        event_time: timestampText(tally.lastTimeMs(viewer)),
      },
    ];
  },

  'viewer-history': ({ tally, catalogue }, { user_id, limit }) => {
    const user = tally.findUser(user_id);
    return viewersOf(tally, (viewer) => tally.viewerUser(viewer) === user)
      .map((viewer) => {
        const filmId = tally.filmId(tally.viewerFilm(viewer));
        const film = catalogue.get(filmId);
        return {
          film_id: filmId,
          title: film?.title ?? null,
          last_event_time: timestampText(tally.lastTimeMs(viewer)),
          last_position_s: tally.lastPositionS(viewer),
          max_position_s: tally.maxPositionS(viewer),
          completion: film ? reachedS(tally, viewer, film) / film.durationS : null,
        };
      })
      .sort(
        (a, b) =>
          compareText(b.last_event_time, a.last_event_time) || compareText(a.film_id, b.film_id),
      )
      .slice(0, limit);
  },

  'marks-per-day': ({ tally }, period) =>
    daysWithin(tally, period).map(([day, counts]) => ({
      day: dayText(day),
      marks: sum([...counts]),
    })),

  'unique-viewers-per-day': ({ tally }, period) => {
    const users = tally.usersByDay();
    return daysWithin(tally, period).map(([day]) => ({
      day: dayText(day),
      viewers: users.get(day)!,
    }));
  },

  'completion-by-genre': (evidence) => {
    const films = watchedFilms(evidence);
    return [...new Set(films.flatMap(({ genres }) => genres))].sort(compareText).map((genre) => {
      const ofGenre = films.filter(({ genres }) => genres.includes(genre));
      const completions = ofGenre.flatMap((film) =>
        film.viewers.map((viewer) => reachedS(evidence.tally, viewer, film) / film.durationS),
      );
      return {
        genre,
        films: ofGenre.length,
        viewers: completions.length,
        completion: sum(completions) / completions.length,
      };
    });
  },

  'platform-by-hour': ({ tally }, period) => {
    const days = daysWithin(tally, period).map(([, counts]) => counts);
    const platforms = PLATFORMS.map((platform, code) => ({ platform, code })).sort((a, b) =>
      compareText(a.platform, b.platform),
    );
    return Array.from({ length: 24 }, (_, hour) =>
      platforms.map(({ platform, code }) => ({
        hour,
        platform,
        marks: sum(days.map((counts) => counts[hour * PLATFORMS.length + code]!)),
      })),
    )
      .flat()
      .filter(({ marks }) => marks > 0);
  },

  'marks-of-unknown-films': ({ tally, catalogue }, { limit }) => {
    const viewers = new Map<number, number>();
    for (let viewer = 0; viewer < tally.viewers; viewer++) {
      const film = tally.viewerFilm(viewer);
      viewers.set(film, (viewers.get(film) ?? 0) + 1);
    }
    return [...viewers]
      .map(([film, viewerCount]) => ({
        film_id: tally.filmId(film),
        marks: tally.filmMarks(film),
        viewers: viewerCount,
        first_event_time: timestampText(tally.filmFirstTimeMs(film)),
        last_event_time: timestampText(tally.filmLastTimeMs(film)),
      }))
      .filter(({ film_id }) => !catalogue.has(film_id))
      .sort((a, b) => b.marks - a.marks || compareText(a.film_id, b.film_id))
      .slice(0, limit);
  },
};
