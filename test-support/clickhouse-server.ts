import { randomUUID } from 'node:crypto';
import { createClient } from '@clickhouse/client';
import { startClickHouseFront } from './clickhouse-http-front';

/** Where tests of the http transport find a ClickHouse. */
export interface TestClickHouse {
  /** `server`: the real one that CLICKHOUSE_URL names; `front`: the HTTP front over the embedded engine. */
  readonly kind: 'server' | 'front';
  /** URL of an empty database of its own. */
  freshUrl(): Promise<string>;
  /** Removes the databases that were given. */
  stop(): Promise<void>;
}

/** Uses the server that CLICKHOUSE_URL names (without a database), or starts a front. */
export async function startTestClickHouse(): Promise<TestClickHouse> {
  const serverUrl = process.env.CLICKHOUSE_URL;
  const front = serverUrl ? undefined : await startClickHouseFront();
  const url = new URL(front?.url ?? serverUrl!);
  const client = createClient({ url });
  const databases: string[] = [];
  return {
    kind: front ? 'front' : 'server',
    freshUrl: async () => {
      const database = `viewmarks_test_${randomUUID().replaceAll('-', '')}`;
      await client.command({ query: `CREATE DATABASE ${database}` });
      databases.push(database);
      return new URL(`/${database}`, url).href;
    },
    stop: async () => {
      for (const database of databases) {
        await client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
      }
      await client.close();
      await front?.stop();
    },
  };
}
