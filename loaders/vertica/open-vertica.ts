import { version as clientVersion } from 'vertica-nodejs/package.json';
import type { Storage } from '../storage';
import { StorageError } from '../storage-error';
import { connect, type Endpoint, type VerticaUrl } from './connect';
import type { VerticaConnection } from './connection';
import { Connections } from './connections';
import { parseUrlOptions } from './url-options';
import { VerticaStorage } from './vertica-storage';

/** The first version with UUID columns. */
const OLDEST_MAJOR_VERSION = 9;

/**
 * @param banner what `VERSION()` answers
 * @throws StorageError UNSUPPORTED when it names a version of Vertica that is too old
 */
export function checkVersion(banner: string): void {
  const [, version, major] = /^Vertica Analytic Database v((\d+)\S*)/.exec(banner) ?? [];
  if (major !== undefined && Number(major) < OLDEST_MAJOR_VERSION) {
    throw new StorageError(
      'UNSUPPORTED',
      `vertica: version ${version!} is too old: UUID columns need ${OLDEST_MAJOR_VERSION}.0 or later`,
    );
  }
}

async function bannerOf(connection: VerticaConnection): Promise<string> {
  const { rows } = await connection.run('SELECT VERSION() AS banner');
  await connection.run('COMMIT');
  return String(rows[0]?.banner);
}

/**
 * Another connection of a storage. What is done on it counts under the storage's identity, so it must
 * be the same server that answers, or one of the same version.
 *
 * @throws StorageError UNSUPPORTED when it is not
 */
async function connectAgain(endpoint: Endpoint, banner: string): Promise<VerticaConnection> {
  const connection = await connect(endpoint);
  try {
    const found = await bannerOf(connection);
    if (found === banner) return connection;
    throw new StorageError(
      'UNSUPPORTED',
      `vertica: another server answers than the one that was opened: its version is ${JSON.stringify(found)} and was ${JSON.stringify(banner)}`,
    );
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Connects to a Vertica server.
 *
 * @throws StorageError BAD_URL for an unknown option, UNREACHABLE, UNAUTHENTICATED, NO_DATABASE,
 *   UNSUPPORTED for a version that is too old
 */
export async function openVertica(url: VerticaUrl): Promise<Storage> {
  const options = parseUrlOptions(url.options);
  const endpoint: Endpoint = { url, options };
  const connection = await connect(endpoint);
  try {
    const banner = await bannerOf(connection);
    checkVersion(banner);
    const connections = new Connections(
      () => connectAgain(endpoint, banner),
      options.maxOpenConnections,
    );
    connections.adopt(connection);
    return new VerticaStorage(connections, options.schema, {
      engine: 'vertica',
      engineVersion: banner,
      transport: 'tcp',
      client: `vertica-nodejs ${clientVersion}`,
      url: `vertica://${url.user}:***@${url.host}:${url.port}/${url.database}`,
      settings: { autocommit: 'off', search_path: options.schema, tls_mode: options.tlsMode },
    });
  } catch (error) {
    await connection.close();
    throw error;
  }
}
