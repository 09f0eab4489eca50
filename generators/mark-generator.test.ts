import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatMarkColumns, type MarkColumns, readUuid, sliceMarkColumns } from '../marks';
import { createMarkGenerator, DatasetHasher, describeDataset, hashDataset, markChunks } from '.';

/** Several windows, of several blocks each. */
const spec = describeDataset({ rows: 300_000, days: 2, seed: 42 });

function hashOf(chunks: Iterable<MarkColumns>): string {
  const hasher = new DatasetHasher();
  for (const chunk of chunks) hasher.update(chunk);
  return hasher.digest();
}

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  require(workerData.tsNode);
  const { createMarkGenerator } = require(workerData.door);
  const generator = createMarkGenerator(workerData.spec);
  parentPort.postMessage(workerData.ranges.map(([first, rows]) => generator.generate(first, rows)));
`;

async function generateInWorker(ranges: [first: number, rows: number][]): Promise<MarkColumns[]> {
  const worker = new Worker(WORKER, {
    eval: true,
    workerData: {
      tsNode: require.resolve('ts-node/register'),
      door: require.resolve('./index.ts'),
      spec,
      ranges,
    },
  });
  const [chunks] = (await once(worker, 'message')) as [MarkColumns[]];
  await worker.terminate();
  return chunks;
}

describe('a mark generator', () => {
  const whole = createMarkGenerator(spec).generate(0, spec.rows);
  const wholeHash = hashOf([whole]);

  it('makes the data whose hash is pinned here: whoever changes the data has to mean it', () => {
    expect(hashDataset(describeDataset({ rows: 100_000, seed: 7 }))).toBe(
      '6dbaf24df77b3feffbed8234821b2b9f105dc59cf53dd5cb1692746eaa2a93f2',
    );
  });

  it.each([1_000, 65_536, 12_345, 299_999, 1_000_000])(
    'makes the same rows in chunks of %i',
    (chunkRows) => {
      expect(hashOf(markChunks(spec, chunkRows))).toBe(wholeHash);
    },
  );

  it('makes the same rows one at a time', () => {
    const first = 148_000;
    const rows = 2_000;
    expect(hashOf(markChunks(spec, 1, first, rows))).toBe(
      hashOf([sliceMarkColumns(whole, first, rows)]),
    );
  });

  it('makes the same rows for chunks asked for from the last to the first', () => {
    const generator = createMarkGenerator(spec);
    const chunks: MarkColumns[] = [];
    for (let first = 270_000; first >= 0; first -= 30_000) {
      chunks.unshift(generator.generate(first, 30_000));
    }
    expect(hashOf(chunks)).toBe(wholeHash);
  });

  it('makes the same rows for any range, whatever was asked for before', () => {
    const generator = createMarkGenerator(spec);
    fc.assert(
      fc.property(fc.nat(spec.rows), fc.nat(3_000), (first, length) => {
        const rows = Math.min(length, spec.rows - first);
        const range = generator.generate(first, rows);
        expect(range.rows).toBe(rows);
        expect(hashOf([range])).toBe(hashOf([sliceMarkColumns(whole, first, rows)]));
      }),
      { numRuns: 40 },
    );
  });

  it('makes the same rows in two worker threads that share them out', async () => {
    const starts = Array.from({ length: 6 }, (_, i) => i * 50_000);
    const ranges = starts.map((first): [number, number] => [first, 50_000]);
    const [even, odd] = await Promise.all([
      generateInWorker(ranges.filter((_, i) => i % 2 === 0)),
      generateInWorker(ranges.filter((_, i) => i % 2 === 1)),
    ]);
    expect(hashOf(starts.map((_, i) => (i % 2 === 0 ? even : odd)[i >> 1]!))).toBe(wholeHash);
  });

  it('hands out arrays of its own with every call', () => {
    const generator = createMarkGenerator(spec);
    const first = generator.generate(0, 100);
    const before = hashOf([first]);
    generator.generate(0, 100).positionS.fill(1);
    generator.generate(5_000, 100);
    expect(hashOf([first])).toBe(before);
    expect(hashOf([generator.generate(0, 100)])).toBe(before);
  });

  it('makes other data for another seed', () => {
    const other = createMarkGenerator(describeDataset({ ...spec, seed: 43 })).generate(0, 1_000);
    const same = sliceMarkColumns(whole, 0, 1_000);
    expect([...other.markId.high]).not.toEqual([...same.markId.high]);
    expect([...other.userId.high]).not.toEqual([...same.userId.high]);
    expect([...other.filmId.high]).not.toEqual([...same.filmId.high]);
    expect([...other.eventTimeMs]).not.toEqual([...same.eventTimeMs]);
  });

  it('gives marks, viewers and films ids of the form of a version 4 UUID', () => {
    for (let row = 0; row < spec.rows; row += 997) {
      for (const column of [whole.markId, whole.userId, whole.filmId]) {
        expect(readUuid(column, row)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }
    }
  });

  it.each([
    [-1, 5],
    [0, -1],
    [0.5, 1],
    [299_999, 2],
    [300_001, 0],
    [0, Number.NaN],
  ])('refuses the range that begins at %d and has %d rows', (first, rows) => {
    expect(() => createMarkGenerator(spec).generate(first, rows)).toThrow(RangeError);
  });

  it('makes no rows when none are asked for, also behind the last row', () => {
    expect(createMarkGenerator(spec).generate(spec.rows, 0).rows).toBe(0);
  });

  it('refuses chunks of no rows', () => {
    expect(() => [...markChunks(spec, 0)]).toThrow(RangeError);
  });

  it.each([
    { rows: 1 },
    { rows: 2, resentShare: 0.5, outOfOrderShare: 0.5 },
    { rows: 1_000, days: 3_660 },
    { rows: 1_000, days: 400, markEveryS: 1 },
    { rows: 70_000, days: 1, films: 1, viewers: 1, markEveryS: 600 },
    { rows: 70_000, resentShare: 0.5, outOfOrderShare: 0.5, lateShare: 0.5, unknownFilmShare: 1 },
    { rows: 70_000, days: 1, markEveryS: 7 },
  ])('makes exactly the rows asked for, whole or in pieces: %j', (options) => {
    const odd = describeDataset(options);
    const chunks = [...markChunks(odd, 12_007)];
    const all = concatMarkColumns(chunks);
    expect(all.rows).toBe(options.rows);
    expect(hashOf([createMarkGenerator(odd).generate(0, odd.rows)])).toBe(hashOf(chunks));
    const startMs = BigInt(Date.parse(odd.startDay));
    const endMs = startMs + BigInt(odd.days) * 86_400_000n;
    expect(all.eventTimeMs.every((ms) => ms >= startMs && ms < endMs)).toBe(true);
  });

  it('needs no more memory for more rows', () => {
    const big = describeDataset({ rows: 1_000_000_000 });
    let peakBytes = 0;
    const before = process.memoryUsage();
    for (const chunk of markChunks(big, 100_000, 500_000_000, 5_000_000)) {
      expect(chunk.rows).toBe(100_000);
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      peakBytes = Math.max(
        peakBytes,
        heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers,
      );
    }
    // The rows themselves are 305 MB.
    expect(peakBytes / 2 ** 20).toBeLessThan(150);
  });
});

describe('the content hash', () => {
  const marks = createMarkGenerator(spec).generate(0, 1_000);

  it('tells apart marks that differ in a single field', () => {
    const columnsOf = (all: MarkColumns): { buffer: ArrayBufferLike }[] => [
      ...[all.markId, all.userId, all.filmId].flatMap(({ high, low }) => [high, low]),
      ...[all.positionS, all.eventTimeMs, all.platform],
    ];
    const hashes = [hashOf([marks])];
    for (let column = 0; column < 9; column++) {
      const changed = concatMarkColumns([marks]);
      const bytes = new Uint8Array(columnsOf(changed)[column]!.buffer);
      bytes[bytes.length / 2]! ^= 1;
      hashes.push(hashOf([changed]));
    }
    expect(new Set(hashes).size).toBe(10);
  });

  it('depends on the order of rows', () => {
    const halves = [sliceMarkColumns(marks, 0, 500), sliceMarkColumns(marks, 500, 500)];
    expect(hashOf(halves)).toBe(hashOf([marks]));
    expect(hashOf(halves.reverse())).not.toBe(hashOf([marks]));
  });

  it('can be asked for in between', () => {
    const hasher = new DatasetHasher();
    hasher.update(sliceMarkColumns(marks, 0, 500));
    expect(hasher.digest()).toBe(hashOf([sliceMarkColumns(marks, 0, 500)]));
    hasher.update(sliceMarkColumns(marks, 500, 500));
    expect(hasher.digest()).toBe(hashOf([marks]));
  });
});
