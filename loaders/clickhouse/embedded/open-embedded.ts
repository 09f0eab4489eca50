import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from 'chdb';
import { version as clientVersion } from 'chdb/package.json';
import type { Storage, StorageIdentity } from '../../storage';
import type { StorageUrl } from '../../storage-url';
import { INSERT_SETTINGS, READ_SETTINGS } from '../pinned-settings';
import { holdDataDirectory } from './data-directory';
import { EmbeddedStorage } from './embedded-storage';
import { InsertSessions } from './insert-sessions';
import { SessionQueue } from './session-queue';
import { sessionsIn } from './sessions';
import { toStorageError } from './translate-error';

export type EmbeddedUrl = Extract<StorageUrl, { scheme: 'chdb' }>;

/** The URL as text, without what is the default. */
export function embeddedUrlText({ path, database }: EmbeddedUrl): string {
  return database === 'default' ? `chdb:${path}` : `chdb:${path}?database=${database}`;
}

async function identify(session: Session, url: EmbeddedUrl): Promise<StorageIdentity> {
  const version = await session.queryAsync('SELECT version()', { format: 'TSVRaw' });
  return {
    engine: 'clickhouse',
    engineVersion: version.text().trim(),
    transport: 'embedded',
    client: `chdb ${clientVersion}`,
    url: embeddedUrlText(url),
    settings: { ...INSERT_SETTINGS, ...READ_SETTINGS },
  };
}

/**
 * Opens a data directory of ClickHouse in this process, and makes it when there is none.
 *
 * @throws StorageError NO_DATABASE, LOCKED
 */
export async function openEmbeddedClickHouse(url: EmbeddedUrl): Promise<Storage> {
  const directory = await holdDataDirectory(url.path);
  const writes = new SessionQueue(sessionsIn(directory, url.database, {}));
  const inserts = new InsertSessions(sessionsIn(directory, url.database, {}));
  const reads = new SessionQueue(sessionsIn(directory, url.database, READ_SETTINGS));
  let temporaryFolder: string | undefined;
  try {
    const identity = await writes.run((session) => identify(session, url));
    temporaryFolder = await mkdtemp(join(tmpdir(), 'viewmarks-insert-'));
    return new EmbeddedStorage({ identity, directory, writes, inserts, reads, temporaryFolder });
  } catch (error) {
    await writes.close();
    directory.release();
    if (temporaryFolder !== undefined) await rm(temporaryFolder, { recursive: true, force: true });
    throw toStorageError(error);
  }
}
