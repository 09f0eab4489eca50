import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import vertica from 'vertica-nodejs';
import { StorageError } from '../storage-error';
import type { StorageUrl } from '../storage-url';
import { VerticaConnection } from './connection';
import { isServerReport, toStorageError } from './translate-error';
import type { UrlOptions } from './url-options';

export type VerticaUrl = Extract<StorageUrl, { scheme: 'http' | 'https' | 'vertica' }>;

/** Where and as whom to connect. */
export interface Endpoint {
  readonly url: VerticaUrl;
  readonly options: UrlOptions;
}

/** A URL's host as the system writes it: an IPv6 address stands in brackets only in a URL. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/**
 * The addresses of a host. The driver's own lookup reports the first address that refuses as the
 * failure of all, and then connects to the next one behind the caller's back.
 */
async function addressesOf(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(withoutBrackets(host), { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new StorageError('UNREACHABLE', `vertica: the host ${host} is not known`, { cause });
  }
}

function tlsOptions({ url, options }: Endpoint): ConnectionOptions | undefined {
  const { tlsMode, tlsTrusted } = options;
  if (tlsMode === 'disable') return undefined;
  const host = withoutBrackets(url.host);
  return {
    host,
    // A server's name in the handshake is never an address (RFC 6066).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: tlsMode !== 'require',
    ...(tlsTrusted === undefined ? {} : { ca: tlsTrusted }),
    ...(tlsMode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

function createClient(endpoint: Endpoint, address: string): vertica.Client {
  const { url, options } = endpoint;
  const tls = tlsOptions(endpoint);
  const client = new vertica.Client({
    host: address,
    port: url.port,
    user: url.user,
    // A function and a list, because the driver takes empty values from its environment variables.
    password: () => url.password,
    backup_server_node: [],
    database: url.database,
    client_label: 'viewmarks',
    connectionTimeoutMillis: options.connectTimeoutMs,
    ...(tls === undefined ? {} : { tls_config: tls }),
  });
  // Failures are reported by the promises; an event without a listener would end the process.
  client.on('error', () => undefined);
  containReadErrors(client.connection);
  return client;
}

/**
 * What the driver throws while it reads (an unknown message, a way to log in or a protocol version that
 * it does not speak) it throws out of the socket's event, where nobody can catch it and the process
 * ends. It becomes a failure of the connection.
 */
function containReadErrors(connection: vertica.Connection): void {
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attach(stream);
    const readers = stream.listeners('data') as ((bytes: Buffer) => void)[];
    stream.on('data', (bytes) => {
      try {
        for (const read of readers) read(bytes);
      } catch (error) {
        stream.destroy(error as Error);
      }
    });
    for (const read of readers) stream.off('data', read);
  };
}

async function connectTo(endpoint: Endpoint, address: string): Promise<vertica.Client> {
  const client = createClient(endpoint, address);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
}

function unreachable({ url }: Endpoint, cause: unknown): StorageError {
  const known = toStorageError(cause);
  if (isServerReport(cause) && known.code !== 'ENGINE') return known;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(
    'UNREACHABLE',
    `vertica: no connection to ${url.host}:${url.port}: ${reason}`,
    {
      engineCode: known.engineCode,
      cause,
    },
  );
}

/** @throws StorageError UNREACHABLE, UNAUTHENTICATED, NO_DATABASE */
export async function connect(endpoint: Endpoint): Promise<VerticaConnection> {
  const { options, url } = endpoint;
  let failure: unknown;
  for (const address of await addressesOf(url.host)) {
    try {
      const client = await connectTo(endpoint, address);
      const connection = new VerticaConnection(client, options.requestTimeoutMs);
      await prepareSession(connection, options.schema);
      return connection;
    } catch (error) {
      failure = error;
      // Another address of the same server would say the same.
      if (isServerReport(error) || error instanceof StorageError) break;
    }
  }
  throw failure instanceof StorageError ? failure : unreachable(endpoint, failure);
}

/** The driver does not say whether statements commit by themselves, and servers differ. */
async function prepareSession(connection: VerticaConnection, schema: string): Promise<void> {
  await connection.run('SET SESSION AUTOCOMMIT TO OFF');
  await connection.run(`SET SEARCH_PATH TO ${schema}`);
}
