import { beforeAll, describe, expect, it } from 'vitest';
import { type Film, PLATFORMS } from '../marks';
import {
  createFilms,
  type DatasetOptions,
  type DatasetSpec,
  describeDataset,
  LATE_FROM_MS,
  markChunks,
  OUT_OF_ORDER_UP_TO_MS,
} from '.';
import { createFilmProfiles } from './film-profiles';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One mark, with its ids cut to their first 32 bits: unique enough for counting. */
interface SmallMark {
  readonly mark: number;
  readonly viewer: number;
  readonly film: number;
  readonly positionS: number;
  readonly timeMs: number;
  readonly platform: number;
}

function* eachMark(spec: DatasetSpec): Generator<SmallMark> {
  for (const chunk of markChunks(spec, 50_000)) {
    const first32Bits = ({ high }: { high: BigInt64Array }): Uint32Array =>
      new Uint32Array(high.buffer).filter((_, i) => i % 2 === 1);
    const mark = first32Bits(chunk.markId);
    const viewer = first32Bits(chunk.userId);
    const film = first32Bits(chunk.filmId);
    for (let row = 0; row < chunk.rows; row++) {
      yield {
        mark: mark[row]!,
        viewer: viewer[row]!,
        film: film[row]!,
        positionS: chunk.positionS[row]!,
        timeMs: Number(chunk.eventTimeMs[row]!),
        platform: chunk.platform[row]!,
      };
    }
  }
}

function filmKey({ filmId }: Film): number {
  return parseInt(filmId.slice(0, 8), 16);
}

/** Marks of each viewer of each film, in the order of arrival. */
function byPair(marks: readonly SmallMark[]): Map<string, SmallMark[]> {
  const pairs = new Map<string, SmallMark[]>();
  for (const mark of marks) {
    const key = `${mark.viewer} ${mark.film}`;
    const ofPair = pairs.get(key);
    if (ofPair) ofPair.push(mark);
    else pairs.set(key, [mark]);
  }
  return pairs;
}

interface Disorder {
  readonly late: number;
  readonly outOfOrder: number;
  /** Marks that arrive after marks over one and under ten minutes newer. */
  readonly between: number;
  readonly resent: number;
  readonly unknown: number;
}

/** Late and out of order are shares of the marks that are no copies. */
function measureDisorder(options: DatasetOptions): Disorder {
  const spec = describeDataset(options);
  const known = new Set(createFilms(spec).map(filmKey));
  const seen = new Set<string>();
  const counts = { late: 0, outOfOrder: 0, resent: 0, unknown: 0, between: 0 };
  let newestMs = 0;
  for (const { mark, viewer, film, timeMs } of eachMark(spec)) {
    if (!known.has(film)) counts.unknown++;
    const key = `${mark} ${viewer}`;
    if (seen.has(key)) {
      counts.resent++;
      continue;
    }
    seen.add(key);
    const behindMs = newestMs - timeMs;
    if (behindMs >= LATE_FROM_MS) counts.late++;
    else if (behindMs > OUT_OF_ORDER_UP_TO_MS) counts.between++;
    else if (behindMs > 0) counts.outOfOrder++;
    else newestMs = timeMs;
  }
  const fresh = spec.rows - counts.resent;
  return {
    late: counts.late / fresh,
    outOfOrder: counts.outOfOrder / fresh,
    between: counts.between / fresh,
    resent: counts.resent / spec.rows,
    unknown: counts.unknown / spec.rows,
  };
}

const ORDERLY = { lateShare: 0, outOfOrderShare: 0, resentShare: 0, unknownFilmShare: 0 } as const;

describe('the marks of a dataset', () => {
  const spec = describeDataset({ rows: 500_000, days: 15, films: 200, ...ORDERLY });
  const films = createFilms(spec);
  const durationS = new Map(films.map((film) => [filmKey(film), film.durationS]));
  let marks: SmallMark[];
  let pairs: Map<string, SmallMark[]>;

  beforeAll(() => {
    marks = [...eachMark(spec)];
    pairs = byPair(marks);
  });

  it('stay within their films and within the period, all of films in the catalogue', () => {
    const startMs = Date.parse(spec.startDay);
    let outside = 0;
    for (const ofPair of pairs.values()) {
      for (const { film, positionS, timeMs } of ofPair) {
        if (!(positionS <= durationS.get(film)!)) outside++;
        if (timeMs < startMs || timeMs >= startMs + spec.days * DAY_MS) outside++;
      }
    }
    expect(outside).toBe(0);
  });

  it('arrive in the order of their times when no disorder is asked for', () => {
    let newestMs = 0;
    let older = 0;
    for (const { timeMs } of marks) {
      if (timeMs < newestMs) older++;
      newestMs = timeMs;
    }
    expect(older).toBe(0);
  });

  it('mix the viewers of the hour', () => {
    const evening = Date.parse('2026-01-10T20:00:00Z');
    const viewers = new Set<number>();
    let counted = 0;
    for (const { viewer, timeMs } of marks) {
      if (timeMs < evening) continue;
      viewers.add(viewer);
      if (++counted === 100) break;
    }
    expect(viewers.size).toBeGreaterThan(15);
  });

  it('come every 30 seconds of playing, and once more at the stop', () => {
    let regular = 0;
    let atStop = 0;
    let other = 0;
    for (const ofPair of pairs.values()) {
      for (let i = 1; i < ofPair.length; i++) {
        const playedS = ofPair[i]!.positionS - ofPair[i - 1]!.positionS;
        const passedMs = ofPair[i]!.timeMs - ofPair[i - 1]!.timeMs;
        if (playedS === 30 && passedMs === 30_000) regular++;
        else if (playedS < 30 && passedMs === playedS * 1000) atStop++;
        else other++;
      }
    }
    expect(regular / spec.rows).toBeGreaterThan(0.95);
    // What is neither is the step from one sitting to the next.
    expect(other).toBeLessThan(0.5 * pairs.size);
    expect(atStop).toBeGreaterThan(0.8 * pairs.size);
  });

  it('belong to about one viewer of a film for every 80', () => {
    expect(spec.rows / pairs.size).toBeGreaterThan(70);
    expect(spec.rows / pairs.size).toBeLessThan(95);
  });

  it("follow Zipf's law: the film of rank r is begun about 1 / r as often as the first", () => {
    const begun = new Map<number, number>();
    for (const ofPair of pairs.values()) {
      for (const { film, positionS } of ofPair) {
        if (positionS === 0) begun.set(film, (begun.get(film) ?? 0) + 1);
      }
    }
    const points = films
      .slice(0, 60)
      .map((film, i) => ({ x: Math.log(i + 1), y: Math.log(begun.get(filmKey(film)) ?? 1) }));
    const mean = (of: (point: { x: number; y: number }) => number): number =>
      points.reduce((sum, point) => sum + of(point), 0) / points.length;
    const meanX = mean(({ x }) => x);
    const meanY = mean(({ y }) => y);
    const slope =
      mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) * (x - meanX));
    expect(slope).toBeGreaterThan(-1.15);
    expect(slope).toBeLessThan(-0.85);
  });

  it('come from a long tail of viewers: a tenth of them watches two fifths of all', () => {
    const viewings = new Map<number, number>();
    for (const [{ viewer }] of pairs.values() as Iterable<[SmallMark]>) {
      viewings.set(viewer, (viewings.get(viewer) ?? 0) + 1);
    }
    const counts = [...viewings.values()].sort((a, b) => b - a);
    const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);
    const busiest = sum(counts.slice(0, spec.viewers / 10)) / sum(counts);
    expect(busiest).toBeGreaterThan(0.3);
    expect(busiest).toBeLessThan(0.5);
    expect(counts[0]! / (sum(counts) / spec.viewers)).toBeLessThan(30);
    expect(counts.length).toBeGreaterThan(0.75 * spec.viewers);
  });

  it('follow the day: evenings are many times as busy as nights, week ends busier than weeks', () => {
    const byHour = new Array<number>(24).fill(0);
    const byWeekday = new Array<number>(7).fill(0);
    for (const { timeMs } of marks) {
      byHour[Math.floor(timeMs / HOUR_MS) % 24]!++;
      byWeekday[new Date(timeMs).getUTCDay()]!++;
    }
    expect((byHour[20]! + byHour[21]!) / (byHour[5]! + byHour[6]!)).toBeGreaterThan(8);
    // The 15 days have three Thursdays and two of each other day.
    expect(byWeekday[6]! / byWeekday[2]!).toBeGreaterThan(1.4);
  });

  it('come from every platform, in the evening most of all from the television', () => {
    const evening = new Array<number>(PLATFORMS.length).fill(0);
    const morning = new Array<number>(PLATFORMS.length).fill(0);
    for (const { timeMs, platform } of marks) {
      const hour = Math.floor(timeMs / HOUR_MS) % 24;
      if (hour >= 19) evening[platform]!++;
      else if (hour >= 7 && hour < 17) morning[platform]!++;
    }
    const share = (counts: number[], platform: number): number =>
      counts[platform]! / counts.reduce((sum, count) => sum + count, 0);
    const tv = PLATFORMS.indexOf('tv');
    expect(share(evening, tv)).toBeGreaterThan(0.35);
    expect(share(morning, tv)).toBeLessThan(0.2);
    expect(Math.min(...morning, ...evening)).toBeGreaterThan(1_000);
  });

  it('show people who give up early, people who finish, and people in between', () => {
    let early = 0;
    let finished = 0;
    for (const ofPair of pairs.values()) {
      const duration = durationS.get(ofPair[0]!.film)!;
      const furthest = ofPair.reduce((most, { positionS }) => Math.max(most, positionS), 0);
      if (furthest >= 0.9 * duration) finished++;
      else if (furthest <= Math.min(600, 0.2 * duration)) early++;
    }
    expect(finished / pairs.size).toBeGreaterThan(0.22);
    expect(finished / pairs.size).toBeLessThan(0.36);
    expect(early / pairs.size).toBeGreaterThan(0.35);
    expect(early / pairs.size).toBeLessThan(0.52);
  });

  it('show where people leave a film: many at the end of its weak chapter, some at every chapter', () => {
    const profiles = createFilmProfiles(spec.seed, spec.films);
    let atWeakChapter = 0;
    let atChapter = 0;
    let elsewhere = 0;
    for (let film = 0; film < 30; film++) {
      const key = filmKey(films[film]!);
      const duration = profiles.durationS[film]!;
      const chapters = profiles.chapters[film]!;
      for (const ofPair of pairs.values()) {
        if (ofPair[0]!.film !== key) continue;
        const stopS = ofPair.at(-1)!.positionS;
        if (stopS < 0.15 * duration || stopS > 0.9 * duration) continue;
        const nearest = Math.round((stopS / duration) * chapters) * (duration / chapters);
        if (Math.abs(stopS - profiles.weakChapterEndS[film]!) <= 11) atWeakChapter++;
        else if (Math.abs(stopS - nearest) <= 11) atChapter++;
        else elsewhere++;
      }
    }
    // 21 seconds of some 4,500 take a third of the stops, the other chapters' ends a fifth.
    const all = atWeakChapter + atChapter + elsewhere;
    expect(atWeakChapter / all).toBeGreaterThan(0.25);
    expect(atChapter / all).toBeGreaterThan(0.1);
    expect(elsewhere / all).toBeGreaterThan(0.25);
  });

  it('show people who go on the next day where they stopped', () => {
    let resumed = 0;
    for (const ofPair of pairs.values()) {
      for (let i = 1; i < ofPair.length; i++) {
        const gapMs = ofPair[i]!.timeMs - ofPair[i - 1]!.timeMs;
        const back = ofPair[i - 1]!.positionS - ofPair[i]!.positionS;
        if (gapMs > HOUR_MS && gapMs < 2 * DAY_MS && back > 0 && back <= 10) resumed++;
      }
    }
    expect(resumed / pairs.size).toBeGreaterThan(0.05);
    expect(resumed / pairs.size).toBeLessThan(0.15);
  });
});

describe('the disorder of a dataset', () => {
  const rows = 200_000;

  it('is as large as the options say', () => {
    const measured = measureDisorder({
      rows,
      days: 3,
      lateShare: 0.1,
      outOfOrderShare: 0.05,
      resentShare: 0.04,
      unknownFilmShare: 0.1,
    });
    expect(measured.resent).toBeCloseTo(0.04, 4);
    expect(measured.outOfOrder).toBeGreaterThan(0.048);
    expect(measured.outOfOrder).toBeLessThan(0.052);
    expect(measured.late).toBeGreaterThan(0.08);
    expect(measured.late).toBeLessThan(0.12);
    expect(measured.unknown).toBeGreaterThan(0.08);
    expect(measured.unknown).toBeLessThan(0.12);
    expect(measured.between).toBeLessThan(0.001);
  });

  it('is a little by default', () => {
    const measured = measureDisorder({ rows, days: 3 });
    expect(measured.resent).toBeCloseTo(0.01, 4);
    expect(measured.outOfOrder).toBeCloseTo(0.02, 2);
    expect(measured.late).toBeGreaterThan(0.005);
    expect(measured.late).toBeLessThan(0.015);
    expect(measured.unknown).toBeGreaterThan(0);
    expect(measured.unknown).toBeLessThan(0.006);
  });

  it('re-sends a mark as it was, at most a few thousand rows later', () => {
    const seen = new Map<string, { row: number; text: string }>();
    let copies = 0;
    let altered = 0;
    let farthest = 0;
    let row = 0;
    for (const mark of eachMark(describeDataset({ rows, resentShare: 0.1 }))) {
      const key = `${mark.mark} ${mark.viewer}`;
      const text = JSON.stringify(mark);
      const before = seen.get(key);
      if (before) {
        copies++;
        if (text !== before.text) altered++;
        farthest = Math.max(farthest, row - before.row);
      }
      seen.set(key, { row: row++, text });
    }
    expect(copies / rows).toBeCloseTo(0.1, 4);
    expect(altered).toBe(0);
    expect(farthest).toBeGreaterThan(1_000);
    expect(farthest).toBeLessThanOrEqual(4_096);
  });
});

describe('the options of a dataset', () => {
  const rows = 100_000;

  function measure(options: Omit<DatasetOptions, 'rows'>): {
    films: number;
    viewers: number;
    days: number;
    firstDay: string;
    marksPerPair: number;
  } {
    const spec = describeDataset({ rows, ...options });
    const marks = [...eachMark(spec)];
    const pairs = byPair(marks);
    const days = new Set(marks.map(({ timeMs }) => Math.floor(timeMs / DAY_MS)));
    return {
      films: new Set(marks.map(({ film }) => film)).size,
      viewers: new Set(marks.map(({ viewer }) => viewer)).size,
      days: days.size,
      firstDay: new Date(Math.min(...days) * DAY_MS).toISOString().slice(0, 10),
      marksPerPair: rows / pairs.size,
    };
  }

  it('set the number of films and viewers', () => {
    const measured = measure({ films: 7, viewers: 30, unknownFilmShare: 0 });
    expect(measured.films).toBe(7);
    expect(measured.viewers).toBe(30);
  });

  it('set the period', () => {
    const measured = measure({ startDay: '2024-02-28', days: 5 });
    expect(measured.days).toBe(5);
    expect(measured.firstDay).toBe('2024-02-28');
  });

  it('set how often a player sends a mark', () => {
    const every30 = measure({}).marksPerPair;
    const every10 = measure({ markEveryS: 10 }).marksPerPair;
    expect(every10 / every30).toBeGreaterThan(2.2);
    expect(every10 / every30).toBeLessThan(3.5);
  });
});
