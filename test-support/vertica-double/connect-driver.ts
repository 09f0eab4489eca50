import vertica from 'vertica-nodejs';
import type { VerticaDouble } from '.';

/**
 * A connection of the real driver to the double. Errors of a broken connection, which the driver
 * also emits, are left to the promises of its queries.
 */
export async function connectDriver(
  double: Pick<VerticaDouble, 'host' | 'port' | 'url'>,
  config: vertica.ClientConfig = {},
): Promise<vertica.Client> {
  const url = new URL(double.url.replace(/^vertica:/, 'http:'));
  const client = new vertica.Client({
    host: double.host,
    port: double.port,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    ...config,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Ends a connection; the driver's own `end` never resolves when the connection is lost already. */
export async function disconnectDriver(client: vertica.Client): Promise<void> {
  if (!client.connection.stream.destroyed) await client.end();
}
