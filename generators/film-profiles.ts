import { Draws, openStream, randomUuid } from './random-streams';

const MINUTE = 60;

/** What one film in `share` of the catalogue is: its length in minutes. */
const LENGTH_CLASSES = [
  { kind: 'feature', share: 0.87, middle: 102, spread: 34 },
  { kind: 'short', share: 0.07, middle: 18, spread: 15 },
  { kind: 'long', share: 0.06, middle: 175, spread: 35 },
] as const;

/** About one chapter for every quarter of an hour. */
const SECONDS_PER_CHAPTER = 15 * MINUTE;

/** End credits take from 2 to 7 % of a film, so whoever leaves there has seen over 90 % of it. */
const MIN_CREDITS_SHARE = 0.02;
const CREDITS_SHARE_SPREAD = 0.05;

/** The weak chapter, at whose end most people leave, lies in the first 70 % of a film. */
const WEAK_CHAPTER_WITHIN = 0.7;

/** One unknown film for this many films of the catalogue. */
const FILMS_PER_UNKNOWN_FILM = 100;

/**
 * Everything about films that decides how they are watched, as columns, by film index.
 *
 * Films are in the order of popularity: index 0 is the most watched. The first `known` of them are
 * the catalogue, the rest are films that the site shows and the catalogue does not have.
 */
export interface FilmProfiles {
  readonly known: number;
  readonly unknown: number;
  /** Four words a film, most significant first. */
  readonly idWords: Uint32Array;
  readonly durationS: Uint32Array;
  readonly creditsFromS: Uint32Array;
  /** At least 2, of equal length. */
  readonly chapters: Uint32Array;
  /** The second at which the weak chapter ends. */
  readonly weakChapterEndS: Uint32Array;
  /** From 0, nobody likes it, to 1, everybody does. */
  readonly appeal: Float64Array;
  /** Cumulative popularity of the known films: at index i the sum of 1 / rank of the films below i. */
  readonly popularity: Float64Array;
}

/** The mean of three numbers over [-1, 1]: bell-shaped, and exact on every machine. */
function bell(draws: Draws): number {
  return (2 * (draws.next() + draws.next() + draws.next())) / 3 - 1;
}

function drawDurationS(draws: Draws): number {
  let rest = draws.next();
  for (const { share, middle, spread } of LENGTH_CLASSES) {
    if (rest < share) return Math.round((middle + spread * bell(draws)) * MINUTE);
    rest -= share;
  }
  return LENGTH_CLASSES[0].middle * MINUTE;
}

/** Zipf's law with exponent 1: the film of rank r is watched in proportion to 1 / r. */
function zipf(films: number): Float64Array {
  const sums = new Float64Array(films + 1);
  for (let rank = 1; rank <= films; rank++) sums[rank] = sums[rank - 1]! + 1 / rank;
  return sums;
}

/** The profiles that belong to a seed; film i is the same whatever the number of films. */
export function createFilmProfiles(seed: number, films: number): FilmProfiles {
  const unknown = Math.ceil(films / FILMS_PER_UNKNOWN_FILM);
  const all = films + unknown;
  const profiles = {
    known: films,
    unknown,
    idWords: new Uint32Array(4 * all),
    durationS: new Uint32Array(all),
    creditsFromS: new Uint32Array(all),
    chapters: new Uint32Array(all),
    weakChapterEndS: new Uint32Array(all),
    appeal: new Float64Array(all),
    popularity: zipf(films),
  };
  const ids = openStream(seed, 'films');
  const draws = new Draws(seed, 'filmProfiles');
  for (let film = 0; film < all; film++) {
    // Unknown films count from the far end, so that they stay the same when the catalogue grows.
    const number = film < films ? film : -1 - (film - films);
    randomUuid(ids, number, 0, profiles.idWords, 4 * film);
    draws.of(number, 0);
    const durationS = drawDurationS(draws);
    const chapters = Math.max(2, Math.round(durationS / SECONDS_PER_CHAPTER));
    const weakChapter =
      1 + draws.below(Math.max(1, Math.floor((chapters - 1) * WEAK_CHAPTER_WITHIN)));
    const creditsShare = MIN_CREDITS_SHARE + CREDITS_SHARE_SPREAD * draws.next();
    profiles.durationS[film] = durationS;
    profiles.chapters[film] = chapters;
    profiles.weakChapterEndS[film] = chapterEndS(durationS, chapters, weakChapter);
    profiles.creditsFromS[film] = durationS - Math.floor(durationS * creditsShare);
    profiles.appeal[film] = draws.next();
  }
  return profiles;
}

/** The second at which a film's chapter (1 is the first) ends. */
export function chapterEndS(durationS: number, chapters: number, chapter: number): number {
  return Math.floor((durationS * chapter) / chapters);
}
