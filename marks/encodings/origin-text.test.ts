import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  allocateMarkColumns,
  encodeJsonLines,
  encodeJsonLinesWithOrigin,
  encodeTsv,
  encodeTsvWithOrigin,
  type MarkOrigin,
} from '..';

const origins = fc.record({
  topic: fc.oneof(fc.constant('view-marks'), fc.string({ unit: 'binary' })),
  partition: fc.nat(),
  offsets: fc
    .array(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { maxLength: 20 })
    .map((offsets) => BigInt64Array.from(offsets, BigInt)),
});

function linesOf(text: Buffer): string[] {
  return text.toString().split('\n').slice(0, -1);
}

it('Any origin follows the fields of its mark', () => {
  fc.assert(
    fc.property(origins, ({ topic, partition, offsets }) => {
      const columns = allocateMarkColumns(offsets.length);
      const origin: MarkOrigin = { topic, partition, offsets };
      const json = linesOf(encodeJsonLines(columns)).map((line, row) => ({
        ...(JSON.parse(line) as object),
        _topic: topic,
        _partition: partition,
        _offset: Number(offsets[row]),
      }));
      const lines = linesOf(encodeJsonLinesWithOrigin(columns, origin));
      expect(lines.map((line) => JSON.parse(line) as object)).toEqual(json);
      const tsv = linesOf(encodeTsv(columns)).map(
        (line, row) => `${line}\t${topic}\t${partition}\t${offsets[row]}\n`,
      );
      // A half of a pair has no bytes of its own.
      expect(encodeTsvWithOrigin(columns, origin).toString()).toBe(
        Buffer.from(tsv.join('')).toString(),
      );
    }),
  );
});
