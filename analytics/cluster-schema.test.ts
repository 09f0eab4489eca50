import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClickHouseDatabase,
  openClickHouseDatabase,
  splitStatements,
} from '../loaders/clickhouse';
import { readMigrations } from '../schemas';

const PARTITIONS = 12;

describe("The cluster's schema", () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewmarks-cluster-schema-'));
  let database: ClickHouseDatabase;

  beforeAll(async () => {
    database = await openClickHouseDatabase(`chdb:${folder}?database=viewmarks`);
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['shard', 'everywhere'] as const)(
    'is SQL that the engine understands: %s',
    async (layout) => {
      for (const { sql } of readMigrations(layout)) {
        for (const statement of splitStatements(sql)) {
          expect(await database.rows(`EXPLAIN AST ${statement}`)).not.toEqual([]);
        }
      }
    },
  );

  it('asks all shards what a server alone is asked, with lists made once for all of them', () => {
    const texts = (layout: 'single' | 'everywhere'): ReadonlyMap<string, string> =>
      new Map(readMigrations(layout).map(({ name, sql }) => [name, sql]));
    const single = texts('single');
    const everywhere = texts('everywhere');
    for (const name of ['questions', 'cached-questions', 'data-quality']) {
      expect(everywhere.get(name)!.replaceAll(' GLOBAL IN', ' IN')).toBe(single.get(name));
    }
  });

  it("takes a mark to the partition that Kafka's partitioner takes it to", async () => {
    const [{ sql } = { sql: '' }] = readMigrations('everywhere');
    const expression = /bitAnd\(kafkaMurmurHash.*% 12/.exec(sql)![0];
    const partitionOf = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
      partitionErrorCode: 0,
      partitionId,
      leader: 1,
      replicas: [1],
      isr: [1],
    }));
    for (let at = 0; at < 50; at++) {
      const [user, film] = [randomUUID(), randomUUID()];
      const expected = partitionOf({
        topic: 'view-marks',
        partitionMetadata,
        message: { key: `${user}:${film}`, value: '' },
      });
      const [[got] = []] = await database.rows(
        `SELECT ${expression} FROM (SELECT {user:UUID} AS user_id, {film:UUID} AS film_id)`,
        { user, film },
      );
      expect(got).toBe(expected);
    }
  });
});
