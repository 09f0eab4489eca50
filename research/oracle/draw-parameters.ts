import { formatUuid } from '../../marks';
import type { QuestionName, QuestionParameters } from '../../schemas';
import type { Random } from '../seeded-random';
import type { MarkTally } from './mark-tally';

const MS_PER_DAY = 86_400_000;

/** One in so many drawn users and films has no marks: an analyst also asks for what is not there. */
const ABSENT_ONE_IN = 16;

const MIN_VIEWERS = [1, 2, 5, 10, 20];
const LIMITS = [5, 10, 20, 50];
const FINISH_LINES = [0.5, 0.8, 0.9, 0.95];
const BUCKETS_S = [10, 30, 60, 300];
const PERIOD_DAYS = [1, 7, 14, 30];

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)]!;
}

function randomUuid(random: Random): string {
  const word = (): number => Math.floor(random() * 0x1_0000_0000);
  // Version 4, variant 10 (RFC 9562), like the UUIDs that are there.
  return formatUuid(
    word(),
    ((word() & 0xffff0fff) | 0x4000) >>> 0,
    ((word() & 0x3fffffff) | 0x80000000) >>> 0,
    word(),
  );
}

/** Draws a viewer (user and film) with marks: every viewer alike, so that films come by popularity. */
function drawViewer(
  tally: MarkTally,
  random: Random,
): { readonly user_id: string; readonly film_id: string } {
  const absent = { user_id: randomUuid(random), film_id: randomUuid(random) };
  if (tally.viewers === 0 || random() < 1 / ABSENT_ONE_IN) return absent;
  const viewer = Math.floor(random() * tally.viewers);
  return {
    user_id: tally.userId(tally.viewerUser(viewer)),
    film_id: tally.filmId(tally.viewerFilm(viewer)),
  };
}

/** Draws a period of days that begins on a day with marks and ends within the data. */
function drawPeriod(
  tally: MarkTally,
  random: Random,
): { readonly from_day: string; readonly to_day: string } {
  const days = tally.days().map(([day]) => day);
  const first = days.length === 0 ? 0 : pick(days, random);
  const last = Math.min(days.at(-1) ?? 0, first + pick(PERIOD_DAYS, random) - 1);
  const text = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
  return { from_day: text(first), to_day: text(last) };
}

/**
 * Draws parameters for a question as an analyst or a player would ask it of these marks: films in
 * proportion to their viewers, users in proportion to the films they watched, periods within the
 * data, and now and then a user and a film without marks. The same random numbers and the same
 * marks give the same parameters.
 */
export function drawParameters(
  question: QuestionName,
  tally: MarkTally,
  random: Random,
): QuestionParameters {
  switch (question) {
    case 'most-watched-films':
      return { min_viewers: pick(MIN_VIEWERS, random), limit: pick(LIMITS, random) };
    case 'unfinished-films':
      return {
        min_viewers: pick(MIN_VIEWERS, random),
        finish_line: pick(FINISH_LINES, random),
        limit: pick(LIMITS, random),
      };
    case 'stop-moments':
      return {
        film_id: drawViewer(tally, random).film_id,
        bucket_s: pick(BUCKETS_S, random),
      };
    case 'resume-point':
      return drawViewer(tally, random);
    case 'viewer-history':
      return { user_id: drawViewer(tally, random).user_id, limit: pick(LIMITS, random) };
    case 'marks-per-day':
    case 'unique-viewers-per-day':
    case 'platform-by-hour':
      return drawPeriod(tally, random);
    case 'completion-by-genre':
      return {};
    case 'marks-of-unknown-films':
      return { limit: pick(LIMITS, random) };
  }
}
