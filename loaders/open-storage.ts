import { openEmbeddedClickHouse, openHttpClickHouse } from './clickhouse';
import { openDuckDb } from './duckdb';
import { openNull } from './null';
import type { Storage } from './storage';
import { parseStorageUrl } from './storage-url';
import { openVertica } from './vertica';

/**
 * Opens the storage that a URL names.
 *
 * @throws StorageError BAD_URL, UNREACHABLE, UNAUTHENTICATED, NO_DATABASE, LOCKED
 */
export async function openStorage(text: string): Promise<Storage> {
  const url = parseStorageUrl(text);
  switch (url.scheme) {
    case 'chdb':
      return openEmbeddedClickHouse(url);
    case 'http':
    case 'https':
      return openHttpClickHouse(url);
    case 'duckdb':
      return openDuckDb(url);
    case 'null':
      return openNull();
    case 'vertica':
      return openVertica(url);
  }
}
