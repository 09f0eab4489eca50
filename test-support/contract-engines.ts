import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CapabilityName } from '../loaders';
import { startTestClickHouse } from './clickhouse-server';
import { startTestVertica } from './vertica-server';

/** Where an engine's storages live while a suite runs. */
export interface EngineHost {
  /** A URL under which there is no schema yet, different from all that were given before. */
  freshUrl(): Promise<string>;
  /** Removes everything; all storages must be closed by then. */
  stop(): Promise<void>;
}

/** One engine as the contract suite sees it: what it promises is written down here, not asked of it. */
export interface ContractEngine {
  readonly name: string;
  /** Insert formats, the fastest first. */
  readonly formats: readonly string[];
  readonly unsupported: readonly CapabilityName[];
  start(): Promise<EngineHost>;
}

async function folderHost(urlIn: (folder: string, number: number) => string): Promise<EngineHost> {
  const folder = await mkdtemp(join(tmpdir(), 'viewmarks-contract-'));
  let number = 0;
  return {
    freshUrl: () => Promise.resolve(urlIn(folder, ++number)),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

export const CONTRACT_ENGINES: readonly ContractEngine[] = [
  {
    name: 'duckdb',
    formats: ['appender', 'csv', 'json-each-row', 'values'],
    unsupported: ['durable-sink'],
    start: () => folderHost((folder, number) => `duckdb:${join(folder, `${number}.db`)}`),
  },
  {
    name: 'clickhouse embedded',
    formats: ['arrow', 'native', 'json-each-row'],
    unsupported: [],
    // A process can have one data directory open, so each storage is a database in it.
    start: () => folderHost((folder, number) => `chdb:${folder}?database=contract_${number}`),
  },
  {
    name: process.env.CLICKHOUSE_URL ? 'clickhouse http' : 'clickhouse http (front)',
    formats: ['native', 'json-each-row'],
    unsupported: [],
    start: startTestClickHouse,
  },
  {
    name: process.env.VERTICA_URL ? 'vertica' : 'vertica (test double)',
    formats: ['copy', 'values'],
    unsupported: [],
    start: startTestVertica,
  },
  {
    name: 'null',
    formats: ['native', 'tsv', 'csv', 'json-each-row'],
    unsupported: ['reads', 'deduplication', 'concurrent-reads', 'durability', 'durable-sink'],
    start: () => folderHost(() => 'null:'),
  },
];
