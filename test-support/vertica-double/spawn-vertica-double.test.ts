import { expect, it } from 'vitest';
import { connectDriver } from './connect-driver';
import { spawnVerticaDouble } from './spawn-vertica-double';

it('A double runs in a process of its own and ends with its standard input', async () => {
  const double = await spawnVerticaDouble({ auth: 'cleartext', users: { eve: 'x' }, sink: true });
  const client = await connectDriver(double);
  expect((await client.query('SELECT VERSION()')).rows[0]!.version).toMatch(/^TEST DOUBLE/);
  await client.end();
  await double.stop();
  await expect(connectDriver(double)).rejects.toThrow(/ECONNREFUSED|terminated unexpectedly/);
});

it('A double that cannot start is an error', async () => {
  await expect(spawnVerticaDouble({ port: -1 })).rejects.toThrow('ended with code 1');
});
