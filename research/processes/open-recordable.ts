import { type openStorage, type Storage, StorageError } from '../../loaders';
import { reasonNotToRecord } from '../vertica-identity';

/**
 * Opens a storage whose figures may be recorded. It is asked of every process that holds a storage,
 * because what answers at an address may change during a run.
 *
 * @throws StorageError UNSUPPORTED when something else answers than the URL promises; the storage is
 *   closed again. Also what `open` throws.
 */
export async function openRecordable(open: typeof openStorage, url: string): Promise<Storage> {
  const storage = await open(url);
  const reason = reasonNotToRecord(storage.identity);
  if (reason === undefined) return storage;
  await storage.close();
  throw new StorageError('UNSUPPORTED', reason);
}
