import { describe, expect, it } from 'vitest';
import { describeDataset, markChunks } from '../../../generators';
import { temporaryFolder } from '../../../test-support/temporary-folder';
import { openStorage } from '../../open-storage';

const ALL_DAYS = { from_day: '1970-01-01', to_day: '2105-12-31' };

describe('Inserts into embedded ClickHouse at the same time', () => {
  it('are all stored, each once, also those whose token is under way already', async () => {
    const storage = await openStorage(`chdb:${temporaryFolder()}`);
    try {
      await storage.createSchema();
      const batches = [...markChunks(describeDataset({ rows: 24_000 }), 2_000)];
      const sent = [...batches.entries(), ...batches.entries()];
      const receipts = await Promise.all(
        sent.map(([at, batch]) => storage.insert(batch, { token: `batch ${at}` })),
      );
      expect(receipts.map(({ rows }) => rows)).toEqual(sent.map(() => 2_000));
      const days = await storage.ask('marks-per-day', ALL_DAYS);
      expect(days.reduce((sum, { marks }) => sum + Number(marks), 0)).toBe(24_000);
    } finally {
      await storage.close();
    }
  });
});
