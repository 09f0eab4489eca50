import {
  formatUuid,
  type MarkColumns,
  parseUuid,
  PLATFORMS,
  readInt64,
  viewMarkWords,
} from '../../marks';
import { doubled, WordIndex } from './word-index';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Marks of one UTC day: at `hour * PLATFORMS.length + platform`, rows as received. */
export type DayCounts = Float64Array;

function uuidWords(text: string): readonly [number, number, number, number] {
  const words = parseUuid(text);
  if (!words) throw new RangeError(`not a canonical UUID: ${JSON.stringify(text)}`);
  const half = (word: bigint): number => Number(word & 0xffffffffn);
  return [half(words.high >> 32n), half(words.high), half(words.low >> 32n), half(words.low)];
}

/**
 * What the questions need to know of all marks, gathered mark by mark. Users, films and viewers
 * (pairs of a user and a film) are numbered 0, 1, 2, ... as they come.
 *
 * Memory grows with users, films, viewers and (day, user) pairs, never with marks.
 */
export class MarkTally {
  readonly #users = new WordIndex();
  readonly #films = new WordIndex();
  /** Keys: number of the user, number of the film. */
  readonly #viewers = new WordIndex();
  /** Keys: days since 1970, number of the user. */
  readonly #userDays = new WordIndex();
  readonly #days = new Map<number, DayCounts>();

  #maxPositionS = new Uint32Array(0);
  #lastPositionS = new Uint32Array(0);
  #lastTimeMs = new Float64Array(0);

  #filmMarks = new Float64Array(0);
  #filmFirstTimeMs = new Float64Array(0);
  #filmLastTimeMs = new Float64Array(0);

  #marks = 0;

  /** Counts a batch. The columns are not kept. */
  add(columns: MarkColumns): void {
    const { userId, filmId, eventTimeMs } = viewMarkWords(columns);
    let countedDay = Number.NaN;
    let dayCounts: DayCounts = new Float64Array(0);
    for (let row = 0; row < columns.rows; row++) {
      const low = 2 * row;
      const high = low + 1;
      const user = this.#users.add(
        userId.high[high]!,
        userId.high[low]!,
        userId.low[high],
        userId.low[low],
      );
      const film = this.#films.add(
        filmId.high[high]!,
        filmId.high[low]!,
        filmId.low[high],
        filmId.low[low],
      );
      const timeMs = readInt64(eventTimeMs, row);
      this.#countFilm(film, timeMs);
      this.#countViewer(this.#viewers.add(user, film), columns.positionS[row]!, timeMs);

      const day = Math.floor(timeMs / MS_PER_DAY);
      this.#userDays.add(day, user);
      if (day !== countedDay) {
        countedDay = day;
        dayCounts = this.#countsOf(day);
      }
      const hour = Math.floor((timeMs - day * MS_PER_DAY) / MS_PER_HOUR);
      dayCounts[hour * PLATFORMS.length + columns.platform[row]!]!++;
    }
    this.#marks += columns.rows;
  }

  #countFilm(film: number, timeMs: number): void {
    while (film >= this.#filmMarks.length) {
      this.#filmMarks = doubled(this.#filmMarks);
      this.#filmFirstTimeMs = doubled(this.#filmFirstTimeMs);
      this.#filmLastTimeMs = doubled(this.#filmLastTimeMs);
    }
    const isFirst = this.#filmMarks[film] === 0;
    this.#filmMarks[film]!++;
    if (isFirst || timeMs < this.#filmFirstTimeMs[film]!) this.#filmFirstTimeMs[film] = timeMs;
    if (isFirst || timeMs > this.#filmLastTimeMs[film]!) this.#filmLastTimeMs[film] = timeMs;
  }

  #countViewer(viewer: number, positionS: number, timeMs: number): void {
    while (viewer >= this.#maxPositionS.length) {
      this.#maxPositionS = doubled(this.#maxPositionS);
      this.#lastPositionS = doubled(this.#lastPositionS);
      this.#lastTimeMs = doubled(this.#lastTimeMs).fill(-Infinity, this.#lastTimeMs.length);
    }
    if (positionS > this.#maxPositionS[viewer]!) this.#maxPositionS[viewer] = positionS;
    const lastTimeMs = this.#lastTimeMs[viewer]!;
    if (
      timeMs > lastTimeMs ||
      (timeMs === lastTimeMs && positionS > this.#lastPositionS[viewer]!)
    ) {
      this.#lastTimeMs[viewer] = timeMs;
      this.#lastPositionS[viewer] = positionS;
    }
  }

  #countsOf(day: number): DayCounts {
    let counts = this.#days.get(day);
    if (counts === undefined) {
      counts = new Float64Array(24 * PLATFORMS.length);
      this.#days.set(day, counts);
    }
    return counts;
  }

  /** Marks counted, re-sent ones too. */
  get marks(): number {
    return this.#marks;
  }

  get users(): number {
    return this.#users.size;
  }

  /** Films that have marks, known to the catalogue or not. */
  get films(): number {
    return this.#films.size;
  }

  /** Pairs of a user and a film with at least one mark. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** Number of a user, or -1 for one without marks. */
  findUser(userId: string): number {
    return this.#users.find(...uuidWords(userId));
  }

  /** Number of a film, or -1 for one without marks. */
  findFilm(filmId: string): number {
    return this.#films.find(...uuidWords(filmId));
  }

  /** Number of a viewer, or -1 when that user has no mark of that film (or either is -1). */
  findViewer(user: number, film: number): number {
    return this.#viewers.find(user, film);
  }

  userId(user: number): string {
    return this.#uuidText(this.#users, user);
  }

  filmId(film: number): string {
    return this.#uuidText(this.#films, film);
  }

  #uuidText(index: WordIndex, key: number): string {
    return formatUuid(
      index.word(key, 0),
      index.word(key, 1),
      index.word(key, 2),
      index.word(key, 3),
    );
  }

  viewerUser(viewer: number): number {
    return this.#viewers.word(viewer, 0);
  }

  viewerFilm(viewer: number): number {
    return this.#viewers.word(viewer, 1);
  }

  maxPositionS(viewer: number): number {
    return this.#maxPositionS[viewer]!;
  }

  /** Position of the mark with the greatest event time, and of several the greatest position. */
  lastPositionS(viewer: number): number {
    return this.#lastPositionS[viewer]!;
  }

  /** Milliseconds since 1970. */
  lastTimeMs(viewer: number): number {
    return this.#lastTimeMs[viewer]!;
  }

  /** Rows as received. */
  filmMarks(film: number): number {
    return this.#filmMarks[film]!;
  }

  filmFirstTimeMs(film: number): number {
    return this.#filmFirstTimeMs[film]!;
  }

  filmLastTimeMs(film: number): number {
    return this.#filmLastTimeMs[film]!;
  }

  /** Days that have marks, as days since 1970, ascending, with their counts. */
  days(): readonly (readonly [day: number, counts: DayCounts])[] {
    return [...this.#days].sort(([a], [b]) => a - b);
  }

  /** Different users by days since 1970. */
  usersByDay(): ReadonlyMap<number, number> {
    const users = new Map<number, number>();
    for (let key = 0; key < this.#userDays.size; key++) {
      // Words are unsigned, days before 1970 are not.
      const day = this.#userDays.word(key, 0) | 0;
      users.set(day, (users.get(day) ?? 0) + 1);
    }
    return users;
  }
}
