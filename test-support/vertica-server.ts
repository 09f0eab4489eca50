import { randomUUID } from 'node:crypto';
import { spawnVerticaDouble } from './vertica-double/spawn-vertica-double';
import { connectDriver } from './vertica-double/connect-driver';

/** Where tests of the Vertica loader find a server. */
export interface TestVertica {
  /** `server`: the real one that VERTICA_URL names; `double`: the wire double. */
  readonly kind: 'server' | 'double';
  /** URL of a schema of its own, which does not exist yet. */
  freshUrl(): Promise<string>;
  /** Removes the schemas that were given. */
  stop(): Promise<void>;
}

/** Uses the server that VERTICA_URL names, or starts a double. */
export async function startTestVertica(): Promise<TestVertica> {
  const serverUrl = process.env.VERTICA_URL;
  const double = serverUrl ? undefined : await spawnVerticaDouble();
  const url = double?.url ?? serverUrl!;
  const schemas: string[] = [];
  return {
    kind: double ? 'double' : 'server',
    freshUrl: () => {
      const schema = `viewmarks_test_${randomUUID().replaceAll('-', '')}`;
      schemas.push(schema);
      return Promise.resolve(`${url}${url.includes('?') ? '&' : '?'}schema=${schema}`);
    },
    stop: async () => {
      const { hostname, port } = new URL(url.replace(/^vertica:/, 'http:'));
      const client = await connectDriver({ url, host: hostname, port: Number(port) });
      for (const schema of schemas) await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await client.end();
      await double?.stop();
    },
  };
}
