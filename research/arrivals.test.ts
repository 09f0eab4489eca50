import { describe, expect, it } from 'vitest';
import { createMarkGenerator, describeDataset } from '../generators';
import { arrivalsAfter, arrivalsGenerator } from './arrivals';

describe('Marks that arrive later', () => {
  const dataset = describeDataset({ rows: 20_000 });
  const arrivals = arrivalsAfter(dataset, 5_000);
  const marks = arrivalsGenerator(arrivals)(0, 5_000);
  const before = createMarkGenerator(dataset).generate(0, 20_000);
  const ids = ({ high, low }: { high: BigInt64Array; low: BigInt64Array }): Set<string> =>
    new Set(Array.from(high, (word, at) => `${word} ${low[at]}`));

  it('are of new viewers, who watch films of the same catalogue', () => {
    const [viewers, films] = [ids(before.userId), ids(before.filmId)];
    expect([...ids(marks.userId)].filter((id) => viewers.has(id))).toEqual([]);
    const known = [...ids(marks.filmId)].filter((id) => films.has(id));
    expect(known.length).toBeGreaterThan(10);
  });

  it('have ids of their own', () => {
    const known = ids(before.markId);
    expect([...ids(marks.markId)].filter((id) => known.has(id))).toEqual([]);
  });

  it('are of the days after the dataset', () => {
    const last = before.eventTimeMs.reduce((max, time) => (time > max ? time : max));
    expect(marks.eventTimeMs.every((time) => time > last)).toBe(true);
  });

  it('are the same in whatever pieces they are made', () => {
    const pieces = arrivalsGenerator(arrivals)(1_234, 100);
    expect(pieces.markId.low).toEqual(marks.markId.low.slice(1_234, 1_334));
  });
});
