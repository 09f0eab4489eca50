import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { version as clientVersion } from '@duckdb/node-api/package.json';
import { readSql } from '../../schemas';
import type { Storage } from '../storage';
import type { StorageUrl } from '../storage-url';
import { claimDatabaseFile, type DatabaseFile } from './database-file';
import { DuckDbStorage } from './duckdb-storage';
import { loadEngine } from './engine';
import { toStorageError } from './translate-error';
import { Writer } from './writer';

/**
 * Memory that the engine may take for data and for work, beyond which it spills to its temporary
 * folder: a run over ten million marks has to keep all its processes within 2 GiB.
 */
const MEMORY_LIMIT = '384MiB';

function pinnedSettings(file: DatabaseFile): Record<string, string> {
  return {
    memory_limit: MEMORY_LIMIT,
    threads: String(availableParallelism()),
    temp_directory: file.temporaryFolder,
    // Nothing is fetched from a network while somebody measures.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
}

/** Settings to print beside the figures, with the values that the engine has. */
async function reportedSettings(connection: DuckDBConnection): Promise<Record<string, string>> {
  const settings = await connection.runAndReadAll(readSql('duckdb', 'settings'));
  return Object.fromEntries(
    settings.getRows().map(([name, value]) => [String(name), String(value)]),
  );
}

async function engineVersion(connection: DuckDBConnection): Promise<string> {
  const version = await connection.runAndReadAll('SELECT version()');
  return String(version.getRows()[0]![0]).replace(/^v/, '');
}

/**
 * Opens a DuckDB database file in this process, and makes it when there is none.
 *
 * @throws StorageError NO_DATABASE when it cannot be a writable database file, LOCKED when this or
 *   another process has it open
 */
export async function openDuckDb(url: Extract<StorageUrl, { scheme: 'duckdb' }>): Promise<Storage> {
  const file = await claimDatabaseFile(url.path);
  let instance: DuckDBInstance | undefined;
  try {
    const { api } = await loadEngine();
    instance = await api.DuckDBInstance.create(file.path, pinnedSettings(file));
    // The lock is ours by now, so what lies there is left from a process that died.
    await rm(file.temporaryFolder, { recursive: true, force: true });
    await mkdir(file.temporaryFolder);
    const connection = await instance.connect();
    return new DuckDbStorage({
      file,
      instance,
      writer: new Writer(connection),
      identity: {
        engine: 'duckdb',
        engineVersion: await engineVersion(connection),
        transport: 'embedded',
        client: `@duckdb/node-api ${clientVersion}`,
        url: `duckdb:${url.path}`,
        settings: await reportedSettings(connection),
      },
    });
  } catch (error) {
    instance?.closeSync();
    file.release();
    throw toStorageError(error);
  }
}
