import type { Storage } from './storage';
import { StorageError } from './storage-error';
import { parseStorageUrl } from './storage-url';

/**
 * Opens the storage that a URL names. Engines are loaded on first use, so that a service pays for
 * the one it talks to.
 *
 * @throws StorageError BAD_URL, UNREACHABLE, UNAUTHENTICATED, NO_DATABASE, LOCKED
 */
export function openStorage(text: string): Promise<Storage> {
  const url = parseStorageUrl(text);
  return Promise.reject(new StorageError('UNSUPPORTED', `no loader for ${url.scheme} yet`));
}
