import { describe, expect, it } from 'vitest';
import { describeWhere, itWhere } from '../../test-support/applicable';
import { PLATFORMS, readUuid, sliceMarkColumns } from '../../marks';
import { buildMarks, uuidOf } from '../../test-support/build-marks';
import {
  countMarks,
  EVERY_DAY,
  EXTREMES,
  failsWith,
  forEveryEngine,
  series,
} from '../../test-support/contract-suite';

forEveryEngine((contract) => {
  describe.each(contract.engine.formats)('insert as %s', (format) => {
    it('acknowledges every row and says what it cost', async () => {
      const receipt = await contract.storage.insert(series(1000), { token: 'a', format });
      expect(receipt.rows).toBe(1000);
      // Every form holds at least the 45 bytes of a mark that are not its platform or padding.
      expect(receipt.wireBytes).toBeGreaterThan(45_000);
      for (const ms of [receipt.encodeMs, receipt.serverMs]) {
        expect(Number.isFinite(ms) && ms >= 0).toBe(true);
      }
    });

    it('takes a batch without rows and changes nothing', async () => {
      const receipt = await contract.storage.insert(series(0), { token: 'none', format });
      expect(receipt).toMatchObject({ rows: 0, wireBytes: 0 });
      if (contract.can('reads')) expect(await countMarks(contract.storage)).toBe(0);
    });

    it('refuses a platform code without a name and keeps nothing of the batch', async () => {
      const marks = series(5000);
      marks.platform[4999] = PLATFORMS.length;
      await expect(contract.storage.insert(marks, { token: 'bad', format })).rejects.toEqual(
        failsWith('BAD_BATCH'),
      );
      const good = series(10);
      await contract.storage.insert(good, { token: 'bad', format });
      if (contract.can('reads')) expect(await countMarks(contract.storage)).toBe(10);
    });

    itWhere(contract.can('reads'))('gives extreme values back as they were', async () => {
      await contract.storage.insert(buildMarks(EXTREMES), { token: 'extremes', format });
      for (const { userId, filmId, positionS, at } of EXTREMES) {
        expect(
          await contract.storage.ask('resume-point', { user_id: userId, film_id: filmId }),
        ).toEqual([{ position_s: positionS, event_time: at }]);
        expect(await contract.storage.ask('viewer-history', { user_id: userId })).toMatchObject([
          {
            film_id: filmId,
            last_event_time: at,
            last_position_s: positionS,
            max_position_s: positionS,
          },
        ]);
      }
      expect(await contract.storage.ask('marks-of-unknown-films')).toHaveLength(EXTREMES.length);
      expect(await contract.storage.ask('platform-by-hour', EVERY_DAY)).toEqual([
        { hour: 0, platform: 'web', marks: 1 },
        { hour: 3, platform: 'android', marks: 1 },
        { hour: 12, platform: 'tv', marks: 1 },
        { hour: 23, platform: 'ios', marks: 1 },
      ]);
      const days = await contract.storage.ask('marks-per-day', EVERY_DAY);
      expect(days.map(({ day }) => day)).toEqual([
        '1970-01-01',
        '2000-02-29',
        '2038-01-19',
        '2105-12-31',
      ]);
    });

    itWhere(contract.can('reads'))('stores one row', async () => {
      await contract.storage.insert(series(1), { token: 'one', format });
      expect(await countMarks(contract.storage)).toBe(1);
    });

    itWhere(contract.can('reads'))(
      'stores a batch of more than a mebibyte, every row of it',
      async () => {
        const rows = 20_000;
        const receipt = await contract.storage.insert(series(rows), { token: 'big', format });
        expect(receipt.wireBytes).toBeGreaterThan(1024 * 1024);
        expect(await countMarks(contract.storage)).toBe(rows);
        expect(
          await contract.storage.ask('stop-moments', { film_id: uuidOf(1), bucket_s: 10_000 }),
        ).toEqual([0, 10_000].map((start) => ({ bucket_start_s: start, viewers: 10_000 })));
        const hours = await contract.storage.ask('platform-by-hour', EVERY_DAY);
        expect(hours[0]).toEqual({ hour: 0, platform: 'android', marks: 900 });
      },
    );

    itWhere(contract.can('reads'))(
      'stores a slice of a batch, not the batch behind it',
      async () => {
        const slice = sliceMarkColumns(buildMarks([...EXTREMES, ...EXTREMES]), 3, 2);
        await contract.storage.insert(slice, { token: 'slice', format });
        expect(await countMarks(contract.storage)).toBe(2);
        for (const row of [0, 1]) {
          const draft = EXTREMES[(3 + row) % EXTREMES.length]!;
          expect(readUuid(slice.userId, row)).toBe(draft.userId);
          expect(
            await contract.storage.ask('resume-point', {
              user_id: draft.userId,
              film_id: draft.filmId,
            }),
          ).toEqual([{ position_s: draft.positionS, event_time: draft.at }]);
        }
      },
    );

    itWhere(contract.can('deduplication'))(
      'keeps one copy of a batch whose token it has seen',
      async () => {
        const batch = series(100);
        const first = await contract.storage.insert(batch, { token: 'a', format });
        const again = await contract.storage.insert(batch, { token: 'a', format });
        expect([first.rows, again.rows]).toEqual([100, 100]);
        expect(await countMarks(contract.storage)).toBe(100);
        await contract.storage.insert(batch, { token: 'b', format });
        expect(await countMarks(contract.storage)).toBe(200);
        await contract.storage.insert(batch, { token: 'a', format });
        expect(await countMarks(contract.storage)).toBe(200);
      },
    );
  });

  describe('insert', () => {
    it('takes its first format when none is named', async () => {
      const { wireBytes } = await contract.storage.insert(series(100), { token: 'a' });
      const named = await contract.storage.insert(series(100), {
        token: 'b',
        format: contract.engine.formats[0]!,
      });
      expect(wireBytes).toBe(named.wireBytes);
    });

    it('refuses an unknown format and an empty token', async () => {
      for (const options of [
        { token: 'a', format: 'parchment' },
        { token: 'a', format: '' },
        { token: '' },
      ]) {
        await expect(contract.storage.insert(series(1), options)).rejects.toEqual(
          failsWith('BAD_OPTION'),
        );
      }
      if (contract.can('reads')) expect(await countMarks(contract.storage)).toBe(0);
    });

    itWhere(contract.can('reads'))('takes any text as a token', async () => {
      const tokens = [
        "'; DROP TABLE view_marks; --",
        '"',
        '\\',
        'view-marks:3:0..99',
        '\u{1f36a}\n',
      ];
      for (const [at, token] of tokens.entries()) {
        await contract.storage.insert(series(10), { token });
        expect(await countMarks(contract.storage)).toBe((at + 1) * 10);
      }
    });

    itWhere(contract.can('reads'))('takes several batches at the same time', async () => {
      const batches = Array.from({ length: 8 }, (_, n) => series(500, 500, n * 500));
      const receipts = await Promise.all(
        batches.map((batch, n) => contract.storage.insert(batch, { token: `batch ${n}` })),
      );
      expect(receipts.map(({ rows }) => rows)).toEqual(batches.map(() => 500));
      expect(await countMarks(contract.storage)).toBe(4000);
    });

    itWhere(contract.can('deduplication'))(
      'keeps one copy of a batch that comes several times at the same time',
      async () => {
        const batch = series(500);
        await Promise.all(
          Array.from({ length: 4 }, () => contract.storage.insert(batch, { token: 'a' })),
        );
        expect(await countMarks(contract.storage)).toBe(500);
      },
    );

    itWhere(contract.can('deduplication') && contract.can('durability'))(
      'knows its tokens again after close and open',
      async () => {
        const url = await contract.freshUrl();
        const before = await contract.openAt(url);
        await before.createSchema();
        await before.insert(series(100), { token: 'a' });
        const after = await contract.reopen(before, url);
        await after.insert(series(100), { token: 'a' });
        expect(await countMarks(after)).toBe(100);
        await after.insert(series(100), { token: 'b' });
        expect(await countMarks(after)).toBe(200);
      },
    );
  });

  describeWhere(contract.can('concurrent-reads'))('while an insert is under way', () => {
    it('answers questions, and shows a batch whole or not at all', async () => {
      const rows = 400_000;
      const batch = series(rows, 1000);
      let acknowledged = false;
      const isUnderWay = (): boolean => !acknowledged;
      const insert = contract.storage
        .insert(batch, { token: 'a' })
        .finally(() => (acknowledged = true));
      insert.catch(() => undefined);
      const counts: number[] = [];
      while (isUnderWay()) {
        const count = await countMarks(contract.storage);
        if (isUnderWay()) counts.push(count);
      }
      await insert;
      expect(counts.length).toBeGreaterThan(0);
      expect(counts.filter((count) => count !== 0 && count !== rows)).toEqual([]);
      expect(await countMarks(contract.storage)).toBe(rows);
    });
  });
});
