import { StorageError } from '../storage-error';
import { parseStorageUrl, redactStorageUrl } from '../storage-url';
import type { ClickHouseDatabase } from './database';
import { openEmbeddedDatabase } from './embedded';
import { openHttpDatabase } from './http';

/**
 * Opens the ClickHouse database that a storage URL names.
 *
 * @throws StorageError BAD_URL also for the URL of another engine; UNREACHABLE, UNAUTHENTICATED,
 *   NO_DATABASE, LOCKED
 */
export async function openClickHouseDatabase(text: string): Promise<ClickHouseDatabase> {
  const url = parseStorageUrl(text);
  switch (url.scheme) {
    case 'chdb':
      return openEmbeddedDatabase(url);
    case 'http':
    case 'https':
      return openHttpDatabase(url);
    default:
      throw new StorageError(
        'BAD_URL',
        `storage URL ${JSON.stringify(redactStorageUrl(text))}: this works on ClickHouse alone; write chdb:DIR?database=NAME or http://user:password@host:8123/database`,
      );
  }
}
