import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { version as clientVersion } from '@clickhouse/client/package.json';
import { readSql } from '../../../schemas';
import type { Storage } from '../../storage';
import { StorageError } from '../../storage-error';
import type { StorageUrl } from '../../storage-url';
import { INSERT_SETTINGS, READ_SETTINGS } from '../pinned-settings';
import { HttpStorage } from './http-storage';
import { toStorageError } from './translate-error';
import { parseUrlOptions } from './url-options';

export type HttpUrl = Extract<StorageUrl, { scheme: 'http' | 'https' | 'vertica' }>;

function urlWithoutPassword({ scheme, host, port, user, password, database }: HttpUrl): string {
  const login = user === 'default' && password === '' ? '' : `${user}:***@`;
  return `${scheme}://${login}${host}:${port}/${database}`;
}

/**
 * A server refuses settings that it does not know, and one without a cache needs no setting to turn
 * it off: what is pinned is what the server has.
 */
async function askServer(client: ClickHouseClient): Promise<{
  readonly engineVersion: string;
  readonly readSettings: Readonly<Record<string, string>>;
}> {
  const answer = await client.query({
    query: readSql('clickhouse', 'known-settings'),
    query_params: { names: Object.keys(READ_SETTINGS) },
    format: 'JSONCompactEachRow',
  });
  const [row] = await answer.json<[version: string, known: readonly string[]]>();
  const [engineVersion, known] = row!;
  return {
    engineVersion,
    readSettings: Object.fromEntries(
      Object.entries(READ_SETTINGS).filter(([name]) => known.includes(name)),
    ),
  };
}

/** A server that answered, logged in to. */
export interface HttpConnection {
  readonly client: ClickHouseClient;
  readonly engineVersion: string;
  /** For every statement that gives rows; all known to the server. */
  readonly readSettings: Readonly<Record<string, string>>;
  /** Without the password. */
  readonly shownUrl: string;
}

/**
 * Connects to a ClickHouse server over HTTP.
 *
 * @throws StorageError BAD_URL for an unknown option, UNREACHABLE, UNAUTHENTICATED, NO_DATABASE
 */
export async function connectHttp(url: HttpUrl): Promise<HttpConnection> {
  const { requestTimeoutMs, maxOpenConnections } = parseUrlOptions(url.options);
  const client = createClient({
    url: `${url.scheme}://${url.host}:${url.port}`,
    username: url.user,
    password: url.password,
    database: url.database,
    application: 'viewmarks',
    request_timeout: requestTimeoutMs,
    max_open_connections: maxOpenConnections,
    // Failures are reported by the errors that are thrown.
    log: { level: ClickHouseLogLevel.OFF },
  });
  try {
    return { client, ...(await askServer(client)), shownUrl: urlWithoutPassword(url) };
  } catch (cause) {
    await client.close();
    const error = toStorageError(cause);
    if (error.code !== 'CONNECTION_LOST') throw error;
    // Nothing was asked for yet, so nothing can have taken effect.
    throw new StorageError('UNREACHABLE', error.message, { engineCode: error.engineCode, cause });
  }
}

/**
 * Opens the storage on a ClickHouse server.
 *
 * @throws StorageError as {@link connectHttp}
 */
export async function openHttpClickHouse(url: HttpUrl): Promise<Storage> {
  const { client, engineVersion, readSettings, shownUrl } = await connectHttp(url);
  return new HttpStorage(client, readSettings, {
    engine: 'clickhouse',
    engineVersion,
    transport: 'http',
    client: `@clickhouse/client ${clientVersion}`,
    url: shownUrl,
    settings: { ...INSERT_SETTINGS, ...readSettings },
  });
}
