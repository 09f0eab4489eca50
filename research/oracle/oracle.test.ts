import { describe, expect, it } from 'vitest';
import { concatMarkColumns, type Film, sliceMarkColumns } from '../../marks';
import { buildMarks, type MarkDraft, uuidOf } from '../../test-support/build-marks';
import { Oracle } from '.';

const [ANN, BOB, CAT, DAN] = [uuidOf(1), uuidOf(2), uuidOf(3), uuidOf(4)];
const [ALPHA, BETA, GAMMA] = [uuidOf(0xa), uuidOf(0xb), uuidOf(0xc)];
const UNKNOWN = uuidOf(0xff);

function film(filmId: string, title: string, durationS: number, genres: string[]): Film {
  return { filmId, title, durationS, genres, releaseYear: 2020 };
}

const FILMS = [
  film(ALPHA, 'Alpha', 100, ['Drama', 'Comedy']),
  film(BETA, 'Beta', 200, ['Drama']),
  film(GAMMA, 'Gamma', 50, ['Western']),
];

function mark(
  userId: string,
  filmId: string,
  positionS: number,
  at: string,
  rest: Partial<MarkDraft> = {},
): MarkDraft {
  return { userId, filmId, positionS, at: `2026-01-${at}Z`, ...rest };
}

function oracleOf(...drafts: MarkDraft[]): Oracle {
  const oracle = new Oracle(FILMS);
  oracle.add(buildMarks(drafts));
  return oracle;
}

describe('most-watched-films', () => {
  it('is the mean over viewers of the greatest position by the duration, capped at 1', () => {
    const oracle = oracleOf(
      mark(ANN, ALPHA, 30, '01T10:00:00'),
      mark(ANN, ALPHA, 90, '01T10:01:00'),
      mark(ANN, ALPHA, 10, '01T10:02:00'),
      mark(BOB, ALPHA, 5000, '01T10:00:00'),
      mark(BOB, BETA, 20, '01T11:00:00'),
    );
    expect(oracle.answer('most-watched-films', { min_viewers: 1 })).toEqual([
      { film_id: ALPHA, title: 'Alpha', viewers: 2, completion: 0.95 },
      { film_id: BETA, title: 'Beta', viewers: 1, completion: 0.1 },
    ]);
  });

  it('leaves out films with too few viewers, films without marks and unknown films', () => {
    const oracle = oracleOf(
      mark(ANN, ALPHA, 50, '01T10:00:00'),
      mark(BOB, ALPHA, 50, '01T10:00:00'),
      mark(ANN, BETA, 50, '01T10:00:00'),
      mark(ANN, UNKNOWN, 50, '01T10:00:00'),
      mark(BOB, UNKNOWN, 50, '01T10:00:00'),
    );
    const filmsWith = (min_viewers: number): unknown[] =>
      oracle.answer('most-watched-films', { min_viewers }).map(({ film_id }) => film_id);
    expect(filmsWith(0)).toEqual([ALPHA, BETA]);
    expect(filmsWith(2)).toEqual([ALPHA]);
    expect(filmsWith(3)).toEqual([]);
  });

  it('orders equal completions by viewers, then by film_id, and keeps to the limit', () => {
    const oracle = oracleOf(
      mark(ANN, GAMMA, 25, '01T10:00:00'),
      mark(ANN, BETA, 100, '01T10:00:00'),
      mark(ANN, ALPHA, 50, '01T10:00:00'),
      mark(BOB, BETA, 100, '01T10:00:00'),
    );
    const order = oracle.answer('most-watched-films', { min_viewers: 1, limit: 10 });
    expect(order.map(({ title }) => title)).toEqual(['Beta', 'Alpha', 'Gamma']);
    expect(oracle.answer('most-watched-films', { min_viewers: 1, limit: 2 })).toEqual(
      order.slice(0, 2),
    );
  });
});

describe('unfinished-films', () => {
  it('counts viewers below the finish line, with the lower median of where they stopped', () => {
    const oracle = oracleOf(
      mark(ANN, ALPHA, 90, '01T10:00:00'),
      mark(BOB, ALPHA, 89, '01T10:00:00'),
      mark(BOB, ALPHA, 40, '01T10:05:00'),
      mark(CAT, ALPHA, 10, '01T10:00:00'),
      mark(DAN, ALPHA, 60, '01T10:00:00'),
    );
    expect(oracle.answer('unfinished-films', { min_viewers: 1 })).toEqual([
      {
        film_id: ALPHA,
        title: 'Alpha',
        viewers: 4,
        unfinished_viewers: 3,
        unfinished_share: 0.75,
        median_stop_s: 40,
      },
    ]);
    // The line moves up: Ann is unfinished as well, and of 10, 40, 60, 90 the lower middle is 40.
    expect(oracle.answer('unfinished-films', { min_viewers: 1, finish_line: 0.91 })).toMatchObject([
      { unfinished_viewers: 4, unfinished_share: 1, median_stop_s: 40 },
    ]);
    expect(oracle.answer('unfinished-films', { min_viewers: 1, finish_line: 0.5 })).toMatchObject([
      { unfinished_viewers: 1, unfinished_share: 0.25, median_stop_s: 10 },
    ]);
  });

  it('has no median stop where everybody finished, and puts such films last', () => {
    const oracle = oracleOf(
      mark(ANN, GAMMA, 50, '01T10:00:00'),
      mark(ANN, ALPHA, 1, '01T10:00:00'),
      mark(BOB, GAMMA, 49, '01T10:00:00'),
    );
    expect(oracle.answer('unfinished-films', { min_viewers: 1 })).toMatchObject([
      { title: 'Alpha', unfinished_share: 1, median_stop_s: 1 },
      { title: 'Gamma', unfinished_share: 0, unfinished_viewers: 0, median_stop_s: null },
    ]);
  });

  it('compares with the finish line as doubles', () => {
    // 0.55 * 100 is 55.00000000000001 as a double, so a viewer at 55 is below it; 0.9 * 50 is 45.
    const oracle = oracleOf(
      mark(ANN, ALPHA, 55, '01T10:00:00'),
      mark(ANN, GAMMA, 45, '01T10:00:00'),
    );
    const unfinished = (finish_line: number): unknown =>
      Object.fromEntries(
        oracle
          .answer('unfinished-films', { min_viewers: 1, finish_line })
          .map(({ title, unfinished_viewers }) => [title, unfinished_viewers]),
      );
    expect(unfinished(0.55)).toEqual({ Alpha: 1, Gamma: 0 });
    expect(unfinished(0.9)).toEqual({ Alpha: 1, Gamma: 0 });
    expect(unfinished(0.5)).toEqual({ Alpha: 0, Gamma: 0 });
  });
});

describe('the last position', () => {
  const lastOf = (...drafts: MarkDraft[]): unknown =>
    oracleOf(...drafts).answer('resume-point', { user_id: ANN, film_id: ALPHA });

  it('is that of the latest event, whatever arrived last', () => {
    expect(
      lastOf(mark(ANN, ALPHA, 70, '01T10:05:00'), mark(ANN, ALPHA, 90, '01T10:04:59.999')),
    ).toEqual([{ position_s: 70, event_time: '2026-01-01T10:05:00.000Z' }]);
  });

  it('is the greatest of several marks of the same time', () => {
    for (const positions of [
      [20, 80, 50],
      [80, 50, 20],
    ]) {
      expect(lastOf(...positions.map((p) => mark(ANN, ALPHA, p, '01T10:05:00')))).toMatchObject([
        { position_s: 80 },
      ]);
    }
  });

  it('keeps the extremes of position and time', () => {
    expect(
      lastOf({ userId: ANN, filmId: ALPHA, positionS: 0, at: '1970-01-01T00:00:00.000Z' }),
    ).toEqual([{ position_s: 0, event_time: '1970-01-01T00:00:00.000Z' }]);
    expect(
      lastOf(
        { userId: ANN, filmId: ALPHA, positionS: 1, at: '1970-01-01T00:00:00.000Z' },
        { userId: ANN, filmId: ALPHA, positionS: 2 ** 32 - 1, at: '2105-12-31T23:59:59.999Z' },
      ),
    ).toEqual([{ position_s: 4294967295, event_time: '2105-12-31T23:59:59.999Z' }]);
  });

  it('is unknown for a user or film without marks, and for a pair that never met', () => {
    const oracle = oracleOf(mark(ANN, ALPHA, 1, '01T10:00:00'), mark(BOB, BETA, 1, '01T10:00:00'));
    for (const [user_id, film_id] of [
      [ANN, BETA],
      [BOB, ALPHA],
      [CAT, ALPHA],
      [ANN, GAMMA],
      [CAT, GAMMA],
    ] as const) {
      expect(oracle.answer('resume-point', { user_id, film_id })).toEqual([]);
    }
  });
});

describe('stop-moments', () => {
  it('is a histogram of last positions, one film only, without empty buckets', () => {
    const oracle = oracleOf(
      mark(ANN, ALPHA, 59, '01T10:00:00'),
      mark(BOB, ALPHA, 0, '01T10:00:00'),
      mark(CAT, ALPHA, 300, '01T10:00:00'),
      mark(CAT, ALPHA, 180, '01T10:01:00'),
      mark(DAN, BETA, 60, '01T10:00:00'),
    );
    expect(oracle.answer('stop-moments', { film_id: ALPHA })).toEqual([
      { bucket_start_s: 0, viewers: 2 },
      { bucket_start_s: 180, viewers: 1 },
    ]);
    expect(oracle.answer('stop-moments', { film_id: ALPHA, bucket_s: 25 })).toEqual([
      { bucket_start_s: 0, viewers: 1 },
      { bucket_start_s: 50, viewers: 1 },
      { bucket_start_s: 175, viewers: 1 },
    ]);
    expect(oracle.answer('stop-moments', { film_id: GAMMA })).toEqual([]);
  });
});

describe('viewer-history', () => {
  it('lists every film of a viewer, the latest first, unknown ones without title', () => {
    const oracle = oracleOf(
      mark(ANN, ALPHA, 80, '01T10:00:00'),
      mark(ANN, ALPHA, 20, '02T10:00:00'),
      mark(ANN, UNKNOWN, 7, '03T10:00:00'),
      mark(ANN, BETA, 999, '02T10:00:00'),
      mark(BOB, GAMMA, 1, '04T10:00:00'),
    );
    const history = oracle.answer('viewer-history', { user_id: ANN });
    expect(history).toEqual([
      {
        film_id: UNKNOWN,
        title: null,
        last_event_time: '2026-01-03T10:00:00.000Z',
        last_position_s: 7,
        max_position_s: 7,
        completion: null,
      },
      {
        film_id: ALPHA,
        title: 'Alpha',
        last_event_time: '2026-01-02T10:00:00.000Z',
        last_position_s: 20,
        max_position_s: 80,
        completion: 0.8,
      },
      {
        film_id: BETA,
        title: 'Beta',
        last_event_time: '2026-01-02T10:00:00.000Z',
        last_position_s: 999,
        max_position_s: 999,
        completion: 1,
      },
    ]);
    expect(oracle.answer('viewer-history', { user_id: ANN, limit: 1 })).toEqual(
      history.slice(0, 1),
    );
    expect(oracle.answer('viewer-history', { user_id: DAN })).toEqual([]);
  });
});

describe('answers by day and hour', () => {
  const resent = mark(BOB, BETA, 5, '02T23:59:59.999', { markId: uuidOf(77), platform: 'tv' });
  const oracle = oracleOf(
    mark(ANN, ALPHA, 1, '01T00:00:00'),
    mark(ANN, BETA, 1, '02T00:00:00', { platform: 'ios' }),
    mark(BOB, BETA, 1, '02T23:10:00', { platform: 'android' }),
    resent,
    mark(ANN, ALPHA, 2, '04T23:00:00'),
    resent,
  );

  it('count rows as received, re-sent and late ones too, on the UTC day of the event', () => {
    expect(
      oracle.answer('marks-per-day', { from_day: '2026-01-01', to_day: '2026-01-04' }),
    ).toEqual([
      { day: '2026-01-01', marks: 1 },
      { day: '2026-01-02', marks: 4 },
      { day: '2026-01-04', marks: 1 },
    ]);
  });

  it('include both ends of the period and nothing beyond', () => {
    const period = { from_day: '2026-01-02', to_day: '2026-01-02' };
    expect(oracle.answer('marks-per-day', period)).toEqual([{ day: '2026-01-02', marks: 4 }]);
    expect(
      oracle.answer('marks-per-day', { from_day: '2026-01-05', to_day: '2026-01-01' }),
    ).toEqual([]);
  });

  it('count a viewer once a day', () => {
    expect(
      oracle.answer('unique-viewers-per-day', { from_day: '2026-01-02', to_day: '2026-01-09' }),
    ).toEqual([
      { day: '2026-01-02', viewers: 2 },
      { day: '2026-01-04', viewers: 1 },
    ]);
  });

  it('add up an hour of several days and order platforms by name', () => {
    expect(
      oracle.answer('platform-by-hour', { from_day: '2026-01-01', to_day: '2026-01-04' }),
    ).toEqual([
      { hour: 0, platform: 'ios', marks: 1 },
      { hour: 0, platform: 'web', marks: 1 },
      { hour: 23, platform: 'android', marks: 1 },
      { hour: 23, platform: 'tv', marks: 2 },
      { hour: 23, platform: 'web', marks: 1 },
    ]);
  });
});

describe('completion-by-genre', () => {
  it('counts a film for each of its genres and takes the mean over viewers', () => {
    const oracle = oracleOf(
      mark(ANN, ALPHA, 50, '01T10:00:00'),
      mark(BOB, ALPHA, 100, '01T10:00:00'),
      mark(ANN, BETA, 50, '01T10:00:00'),
      mark(ANN, UNKNOWN, 50, '01T10:00:00'),
    );
    expect(oracle.answer('completion-by-genre')).toEqual([
      { genre: 'Comedy', films: 1, viewers: 2, completion: 0.75 },
      { genre: 'Drama', films: 2, viewers: 3, completion: 1.75 / 3 },
    ]);
  });
});

describe('marks-of-unknown-films', () => {
  it('lists films that the catalogue does not have, most marks first', () => {
    const other = uuidOf(0xee);
    const third = uuidOf(0xed);
    const oracle = oracleOf(
      mark(ANN, ALPHA, 1, '01T10:00:00'),
      mark(ANN, third, 1, '01T10:00:00'),
      mark(ANN, other, 1, '01T10:00:00'),
      mark(ANN, UNKNOWN, 1, '03T10:00:00'),
      mark(BOB, UNKNOWN, 1, '02T10:00:00'),
      mark(BOB, UNKNOWN, 1, '05T10:00:00'),
    );
    const unknown = oracle.answer('marks-of-unknown-films');
    expect(unknown).toEqual([
      {
        film_id: UNKNOWN,
        marks: 3,
        viewers: 2,
        first_event_time: '2026-01-02T10:00:00.000Z',
        last_event_time: '2026-01-05T10:00:00.000Z',
      },
      expect.objectContaining({ film_id: third, marks: 1, viewers: 1 }),
      expect.objectContaining({ film_id: other, marks: 1, viewers: 1 }),
    ]);
    expect(oracle.answer('marks-of-unknown-films', { limit: 2 })).toEqual(unknown.slice(0, 2));
  });
});

describe('the oracle', () => {
  const drafts = Array.from({ length: 5000 }, (_, n) => ({
    userId: uuidOf((n * 7919) % 1300),
    filmId: uuidOf((n * 104_729) % 37),
    positionS: (n * 31) % 100,
    at: Date.parse('2026-01-01T00:00:00Z') + ((n * 48_611) % 1000) * 3_600_000,
  }));
  const marks = buildMarks(drafts);

  it('gives the same answers whatever the batches', () => {
    const whole = new Oracle(FILMS);
    whole.add(marks);
    const cut = new Oracle(FILMS);
    for (let first = 0; first < marks.rows; first += 999) {
      cut.add(sliceMarkColumns(marks, first, Math.min(999, marks.rows - first)));
    }
    const period = { from_day: '2026-01-01', to_day: '2026-02-28' };
    expect(whole.answer('marks-per-day', period)).toEqual(cut.answer('marks-per-day', period));
    expect(whole.answer('marks-of-unknown-films')).toEqual(cut.answer('marks-of-unknown-films'));
    expect(whole.answer('marks-of-unknown-films', { limit: 100 })).toHaveLength(34);
  });

  it('numbers users, films and viewers without mixing them up, also when its tables grow', () => {
    const oracle = new Oracle(FILMS);
    oracle.add(marks);
    const pairs = new Set(drafts.map(({ userId, filmId }) => `${userId} ${filmId}`));
    expect(oracle.tally).toMatchObject({ marks: 5000, users: 1300, films: 37 });
    expect(oracle.tally.viewers).toBe(pairs.size);
    for (let viewer = 0; viewer < oracle.tally.viewers; viewer++) {
      const user = oracle.tally.userId(oracle.tally.viewerUser(viewer));
      const film = oracle.tally.filmId(oracle.tally.viewerFilm(viewer));
      expect(pairs.delete(`${user} ${film}`)).toBe(true);
    }
  });

  it('changes no answer but the counts of rows when every mark arrives twice', () => {
    const once = new Oracle(FILMS);
    once.add(marks);
    const twice = new Oracle(FILMS);
    twice.add(concatMarkColumns([marks, marks]));
    for (const [question, parameters] of [
      ['most-watched-films', { min_viewers: 1 }],
      ['unfinished-films', { min_viewers: 1 }],
      ['stop-moments', { film_id: ALPHA }],
      ['viewer-history', { user_id: uuidOf(5) }],
      ['unique-viewers-per-day', { from_day: '2026-01-01', to_day: '2026-01-31' }],
      ['completion-by-genre', {}],
    ] as const) {
      expect(twice.answer(question, parameters)).toEqual(once.answer(question, parameters));
    }
  });

  it('refuses a catalogue that has a film twice', () => {
    expect(() => new Oracle([...FILMS, FILMS[0]!])).toThrow('a film_id is there twice');
  });

  it('refuses parameters that a storage would refuse', () => {
    expect(() => oracleOf().answer('resume-point', { user_id: ANN })).toThrow(
      /parameter film_id is missing/,
    );
  });
});
