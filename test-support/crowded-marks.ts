import { allocateMarkColumns, type Film, type MarkColumns, PLATFORMS, writeUuid } from '../marks';
import { seededRandom } from '../research/seeded-random';
import { writeUuidOf } from './build-marks';

const USERS = 12;
const TIMES = 6;
const FIRST_TIME_MS = Date.parse('2025-12-31T20:00:00Z');
const TIME_STEP_MS = 90 * 60_000;

/** Ends of films, of 22 and 32 bits, and what lies beside them. */
const POSITIONS = [0, 1, 9, 10, 54, 55, 56, 99, 100, 101, 2 ** 22, 2 ** 31, 2 ** 32 - 1];

/**
 * Watched by everybody to their end, the first and the last by as many viewers. Their ids are in
 * another order by halves, by signed numbers, and by text.
 */
const FINISHED_FILMS = [
  'f0000000-0000-4000-8000-000000000001',
  '7fffffff-ffff-4fff-bfff-ffffffffffff',
  '80000000-0000-4000-8000-000000000000',
  '00000000-0000-4000-bfff-000000000000',
];
const OTHER_FILMS = new Map([
  ['11111111-0000-4000-8000-000000000000', 10],
  ['22222222-0000-4000-8000-000000000000', 55],
  ['33333333-0000-4000-8000-000000000000', 100],
  ['44444444-0000-4000-8000-000000000000', 2 ** 22],
  ['55555555-0000-4000-8000-000000000000', 2 ** 32 - 1],
]);
const UNKNOWN_FILMS = [
  'e0000000-0000-4000-8000-000000000000',
  '0e000000-0000-4000-9000-000000000000',
];
const FILM_IDS = [...FINISHED_FILMS, ...OTHER_FILMS.keys(), ...UNKNOWN_FILMS];

const GENRES = ['Drama', 'Comedy', 'Western'];

/**
 * Marks as no player sends them: few viewers, films and times, so that nearly every mark shares its
 * time with another of the same viewer and film, positions lie beyond the end, and films share
 * their completion and their viewers with others. Where a query leaves out a rule about equals or
 * ends, its answer is wrong here.
 */
export function crowdedMarks(
  rows: number,
  seed: number,
): { readonly films: readonly Film[]; readonly marks: MarkColumns } {
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const marks = allocateMarkColumns(rows);
  for (let row = 0; row < rows; row++) {
    const film = below(FILM_IDS.length);
    const position = POSITIONS[Math.min(below(POSITIONS.length), below(POSITIONS.length))]!;
    writeUuidOf(marks.markId, row, row);
    writeUuidOf(marks.userId, row, below(USERS - (film % 3)));
    writeUuid(marks.filmId, row, FILM_IDS[film]!);
    marks.positionS[row] = film < FINISHED_FILMS.length ? Math.max(1, position) : position;
    marks.eventTimeMs[row] = BigInt(FIRST_TIME_MS + below(TIMES) * TIME_STEP_MS);
    marks.platform[row] = below(PLATFORMS.length);
  }
  const durations = [...FINISHED_FILMS.map((id) => [id, 1] as const), ...OTHER_FILMS];
  const films = durations.map(([filmId, durationS], number) => ({
    filmId,
    title: `Film ${number}`,
    durationS,
    genres: GENRES.slice(0, 1 + (number % GENRES.length)),
    releaseYear: 2000 + number,
  }));
  return { films, marks };
}
