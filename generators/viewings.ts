import { PLATFORMS, type Platform } from '../marks';
import { HOURS_PER_DAY, findInterval, MS_PER_HOUR } from './activity';
import { chapterEndS, type FilmProfiles } from './film-profiles';
import type { Draws } from './random-streams';

/**
 * Of the viewers of a film with appeal a, EARLY_SHARE - EARLY_BY_APPEAL * a give up in the first
 * minutes and FINISH_SHARE + FINISH_BY_APPEAL * a see it to the credits or the end; the rest stop
 * somewhere between.
 */
const EARLY_SHARE = 0.63;
const EARLY_BY_APPEAL = 0.3;
const FINISH_SHARE = 0.04;
const FINISH_BY_APPEAL = 0.36;

/** Early means within ten minutes and within a fifth of the film. */
const EARLY_WITHIN_S = 600;
const EARLY_WITHIN_SHARE = 0.2;

/** Of those who see it through, this share leaves when the credits begin; the rest stay to the last second. */
const LEAVE_AT_CREDITS_SHARE = 0.6;
const CREDITS_PATIENCE_S = 20;

/** Of those who stop in the middle: at the end of the weak chapter, of any chapter, or anywhere. */
const WEAK_CHAPTER_SHARE = 0.35;
const ANY_CHAPTER_SHARE = 0.25;
/** People leave within this many seconds before or after a chapter's end. */
const CHAPTER_TOLERANCE_S = 10;

/** Share of those who stop in the middle and go on the next day, and how many of these then finish. */
const RESUME_SHARE = 0.35;
const RESUME_FINISH_SHARE = 0.7;
/** A player resumes a little before the second at which it stopped. */
const RESUME_REWIND_S = 10;

/**
 * Activity of viewers: the one at fraction u^3 of the population (and a bit) is drawn for a uniform
 * u, so a tenth of the viewers make nearly half of the viewings, and the busiest are bounded to
 * (1 + flatness) / flatness times the mean.
 */
const VIEWER_FLATNESS = 0.1;

/** Shares of platforms by day and, when the big screen is on, in the evening. */
const PLATFORM_SHARES: Readonly<Record<'day' | 'evening', Readonly<Record<Platform, number>>>> = {
  day: { web: 0.42, ios: 0.19, android: 0.27, tv: 0.12 },
  evening: { web: 0.24, ios: 0.14, android: 0.2, tv: 0.42 },
};
const EVENING_FROM_HOUR = 18;

function cumulativeShares(shares: Readonly<Record<Platform, number>>): Float64Array {
  const sums = new Float64Array(PLATFORMS.length + 1);
  PLATFORMS.forEach((platform, i) => (sums[i + 1] = sums[i]! + shares[platform]));
  return sums;
}

const PLATFORMS_BY_DAY = cumulativeShares(PLATFORM_SHARES.day);
const PLATFORMS_IN_EVENING = cumulativeShares(PLATFORM_SHARES.evening);

/** When a viewer goes on with a film the next day, and how far. */
export interface Resumption {
  /** Rank of the moment within the next day's activity, in [0, 1). */
  readonly momentShare: number;
  readonly fromS: number;
  readonly stopS: number;
}

/** Where one viewer stops in one film. */
export interface Stop {
  /** Second of the film, at most its duration. */
  readonly stopS: number;
  readonly resumption: Resumption | undefined;
}

/** Draws a viewer by activity: an index below `viewers`, the low ones most often. */
export function drawViewer(viewers: number, draws: Draws): number {
  const u = draws.next();
  const share = (u * (u * u + VIEWER_FLATNESS)) / (1 + VIEWER_FLATNESS);
  return Math.floor(share * viewers);
}

/** Draws a film of the catalogue by popularity, or any of the films that it does not have. */
export function drawFilm(films: FilmProfiles, isUnknown: boolean, draws: Draws): number {
  const u = draws.next();
  if (isUnknown) return films.known + Math.floor(u * films.unknown);
  return findInterval(films.popularity, u * films.popularity[films.known]!);
}

/** Draws the platform (index into `PLATFORMS`) of a session that begins at that time of the day. */
export function drawPlatform(msOfDataset: number, draws: Draws): number {
  const hour = Math.floor(msOfDataset / MS_PER_HOUR) % HOURS_PER_DAY;
  const shares = hour >= EVENING_FROM_HOUR ? PLATFORMS_IN_EVENING : PLATFORMS_BY_DAY;
  return findInterval(shares, draws.next());
}

function drawEnd(films: FilmProfiles, film: number, draws: Draws): number {
  const durationS = films.durationS[film]!;
  if (draws.next() >= LEAVE_AT_CREDITS_SHARE) return durationS;
  return Math.min(durationS, films.creditsFromS[film]! + draws.below(CREDITS_PATIENCE_S));
}

function drawMiddle(films: FilmProfiles, film: number, draws: Draws): number {
  const durationS = films.durationS[film]!;
  const chapters = films.chapters[film]!;
  const kind = draws.next();
  const near = draws.below(2 * CHAPTER_TOLERANCE_S + 1) - CHAPTER_TOLERANCE_S;
  const anywhere = draws.next();
  if (kind < WEAK_CHAPTER_SHARE) return films.weakChapterEndS[film]! + near;
  if (kind < WEAK_CHAPTER_SHARE + ANY_CHAPTER_SHARE) {
    return chapterEndS(durationS, chapters, 1 + Math.floor(anywhere * (chapters - 1))) + near;
  }
  return Math.floor(films.creditsFromS[film]! * anywhere);
}

/** Draws where a viewer stops who begins a film at its first second. */
export function drawStop(films: FilmProfiles, film: number, draws: Draws): Stop {
  const durationS = films.durationS[film]!;
  const appeal = films.appeal[film]!;
  const early = EARLY_SHARE - EARLY_BY_APPEAL * appeal;
  const finish = FINISH_SHARE + FINISH_BY_APPEAL * appeal;
  const kind = draws.next();
  if (kind < early) {
    const u = draws.next();
    const withinS = Math.min(EARLY_WITHIN_S, durationS * EARLY_WITHIN_SHARE);
    return { stopS: Math.floor(u * u * withinS), resumption: undefined };
  }
  if (kind < early + finish) return { stopS: drawEnd(films, film, draws), resumption: undefined };
  const stopS = drawMiddle(films, film, draws);
  if (draws.next() >= RESUME_SHARE) return { stopS, resumption: undefined };
  const momentShare = draws.next();
  const finishes = draws.next() < RESUME_FINISH_SHARE;
  const leftS = films.creditsFromS[film]! - stopS;
  return {
    stopS,
    resumption: {
      momentShare,
      fromS: Math.max(0, stopS - RESUME_REWIND_S),
      stopS: finishes
        ? Math.max(stopS, drawEnd(films, film, draws))
        : stopS + Math.floor(Math.max(0, leftS) * draws.next()),
    },
  };
}
