import { describe, expect, it } from 'vitest';
import {
  concatMarkColumns,
  type MarkColumns,
  type MarkOrigin,
  sliceMarkColumns,
} from '../../marks';
import { describeWhere } from '../../test-support/applicable';
import { buildMarks, uuidOf } from '../../test-support/build-marks';
import { countMarks, failsWith, forEveryEngine, series } from '../../test-support/contract-suite';
import { asDurableSink } from '../durable-sink';

/** A name that must be escaped wherever it is written as text. */
const TOPIC = `view-marks '"\\ ü`;

function origin(offsets: readonly number[], partition = 3, topic = TOPIC): MarkOrigin {
  return { topic, partition, offsets: BigInt64Array.from(offsets, BigInt) };
}

function range(first: number, rows: number): readonly number[] {
  return Array.from({ length: rows }, (_, row) => first + row);
}

/** Two marks, of the last millisecond of a month and of the first of the next. */
const TWO_MONTHS: MarkColumns = buildMarks(
  ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z'].map((at) => ({
    userId: uuidOf(1),
    filmId: uuidOf(1),
    positionS: 1,
    at,
  })),
);

forEveryEngine((contract) => {
  const durable = contract.can('durable-sink');

  it('is a durable sink, or says why it cannot be one', () => {
    if (durable) {
      expect(asDurableSink(contract.storage)).toBe(contract.storage);
    } else {
      expect(() => asDurableSink(contract.storage)).toThrow(failsWith('UNSUPPORTED'));
    }
  });

  describeWhere(durable)('as a durable sink', () => {
    const sink = () => asDurableSink(contract.storage);

    async function present(first: number, last: number, partition = 3, topic = TOPIC) {
      const offsets = await sink().offsetsPresent(topic, partition, BigInt(first), BigInt(last));
      return [...offsets].map(Number);
    }

    describe.each(contract.engine.formats)('that inserts as %s', (format) => {
      it('knows the offset of every row, and only those asked for', async () => {
        const offsets = [0, 1, 2, 5, 2 ** 40, 2 ** 53 - 1];
        const receipt = await sink().insert(series(6), {
          token: 'a',
          format,
          origin: origin(offsets),
        });
        expect(receipt.rows).toBe(6);
        expect(await countMarks(sink())).toBe(6);
        expect(await present(0, 2 ** 53 - 1)).toEqual(offsets);
        expect(await present(2, 5)).toEqual([2, 5]);
        expect(await present(3, 4)).toEqual([]);
        expect(await present(0, 10, 4)).toEqual([]);
        expect(await present(0, 10, 3, 'view-marks')).toEqual([]);
      });

      it('keeps one copy of a batch that comes twice under its token', async () => {
        const batch = series(1000);
        const options = { token: 'cluster/topic:3:0-999', format, origin: origin(range(0, 1000)) };
        await sink().insert(batch, options);
        await sink().insert(batch, options);
        expect(await countMarks(sink())).toBe(1000);
      });

      it('keeps marks of other tokens and of no origin beside them', async () => {
        await sink().insert(series(10), { token: 'a', format, origin: origin(range(0, 10)) });
        await sink().insert(series(10, 10, 10), { token: 'b', format });
        await sink().insert(series(10, 10, 20), {
          token: 'c',
          format,
          origin: origin(range(10, 10)),
        });
        expect(await countMarks(sink())).toBe(30);
        expect(await present(0, 100)).toEqual(range(0, 20));
      });
    });

    it('gives an offset once though its row is there twice', async () => {
      const batch = series(3);
      await sink().insert(batch, { token: 'a', origin: origin([7, 8, 9]) });
      await sink().insert(sliceMarkColumns(batch, 1, 2), { token: 'b', origin: origin([8, 9]) });
      expect(await countMarks(sink())).toBe(5);
      expect(await present(0, 100)).toEqual([7, 8, 9]);
    });

    it('tells the greatest offset of one partition at or above a given one', async () => {
      expect(await sink().greatestOffset(TOPIC, 3, 0n)).toBeNull();
      await sink().insert(series(3), { token: 'a', origin: origin([7, 8, 2 ** 40]) });
      await sink().insert(series(1), { token: 'b', origin: origin([2 ** 41], 4) });
      expect(await sink().greatestOffset(TOPIC, 3, 0n)).toBe(2n ** 40n);
      expect(await sink().greatestOffset(TOPIC, 3, 2n ** 40n)).toBe(2n ** 40n);
      expect(await sink().greatestOffset(TOPIC, 3, 2n ** 40n + 1n)).toBeNull();
    });

    it('refuses a batch of more than one month and keeps nothing of it', async () => {
      await expect(
        sink().insert(TWO_MONTHS, { token: 'a', origin: origin([0, 1]) }),
      ).rejects.toEqual(failsWith('BAD_BATCH'));
      expect(await countMarks(sink())).toBe(0);
    });

    it('refuses another number of offsets than rows', async () => {
      await expect(sink().insert(series(2), { token: 'a', origin: origin([0]) })).rejects.toEqual(
        failsWith('BAD_BATCH'),
      );
    });

    it('ends an insert of which nobody knows, and one that is not there, without an error', async () => {
      await sink().endInsert(`never begun '"\\ ü`);
      await sink().insert(series(1), { token: 'a', origin: origin([0]) });
      await sink().endInsert('a');
      expect(await present(0, 0)).toEqual([0]);
    });

    it('has, once an insert was ended, all of its rows or none of them, for good', async () => {
      const copies = Array.from({ length: 40 }, () => series(10_000, 100));
      const batch = concatMarkColumns(copies);
      const token = `cluster/${TOPIC}:3:0-399999`;
      const inserting = sink()
        .insert(batch, {
          token: `${token}/2026-01`,
          origin: origin(range(0, batch.rows)),
          deadlineMs: 1,
        })
        .then(
          () => 'inserted',
          (error: unknown) => error,
        );
      const outcome = await inserting;
      if (outcome !== 'inserted') expect(outcome).toEqual(failsWith('TIMEOUT'));
      await sink().endInsert(token);
      const before = await present(0, batch.rows);
      expect([0, batch.rows]).toContain(before.length);
      await sink().insert(batch, {
        token: `${token}/2026-01`,
        origin: origin(range(0, batch.rows)),
      });
      expect(await countMarks(sink())).toBe(batch.rows);
    });
  });
});
