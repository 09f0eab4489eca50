import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AUTHENTICATION_METHODS, startVerticaDouble, type VerticaDouble } from '.';
import { connectDriver } from './connect-driver';
import { TEST_CERTIFICATE } from './test-certificate';

let double: VerticaDouble | undefined;

afterEach(async () => {
  await double?.stop();
  double = undefined;
});

const USERS = { alice: 'wonder:land/ü', bob: '' };

describe.each(AUTHENTICATION_METHODS)('Authentication by %s', (auth) => {
  it('lets the right password in', async () => {
    double = await startVerticaDouble({ auth, users: USERS });
    const client = await connectDriver(double);
    const { rows } = await client.query('SELECT VERSION()');
    expect(rows).toEqual([{ version: expect.stringContaining('TEST DOUBLE') as string }]);
    await client.end();
    expect(double.sessions).toMatchObject([{ user: 'alice', encrypted: false }]);
  });

  it(auth === 'trust' ? 'asks for no password' : 'keeps a wrong password out', async () => {
    double = await startVerticaDouble({ auth, users: USERS });
    const attempt = connectDriver(double, { password: 'wrong' });
    if (auth === 'trust') await (await attempt).end();
    else {
      await expect(attempt).rejects.toMatchObject({
        severity: 'FATAL',
        code: '28000',
        message: 'Authentication failed for username "alice"',
      });
    }
    expect(double.sessions).toHaveLength(auth === 'trust' ? 1 : 0);
  });

  it(
    auth === 'trust'
      ? 'does not ask who it is'
      : 'keeps an unknown user out as it does a wrong password',
    async () => {
      double = await startVerticaDouble({ auth, users: USERS });
      const attempt = connectDriver(double, { user: 'constructor' });
      if (auth === 'trust') await (await attempt).end();
      else await expect(attempt).rejects.toMatchObject({ code: '28000' });
    },
  );
});

describe('A session', () => {
  it('is refused for a database that does not exist', async () => {
    double = await startVerticaDouble();
    await expect(connectDriver(double, { database: 'nope' })).rejects.toMatchObject({
      severity: 'FATAL',
      code: '3D000',
      message: 'Database "nope" does not exist',
    });
  });

  it('never says that it is Vertica', async () => {
    double = await startVerticaDouble();
    const client = await connectDriver(double);
    const { rows } = await client.query('SELECT VERSION()');
    expect(rows[0]!.version).not.toMatch(/^Vertica Analytic Database/);
    await client.end();
  });

  it('knows what the driver said of itself', async () => {
    double = await startVerticaDouble();
    const client = await connectDriver(double, { client_label: 'a label' });
    await client.end();
    const { parameters } = double.sessions[0]!;
    expect(parameters.get('client_type')).toBe('Node.js Driver');
    expect(parameters.get('client_version')).toBe('1.1.4');
    expect(parameters.get('client_label')).toBe('a label');
  });

  it('is encrypted when the driver asks for it and the double has a certificate', async () => {
    double = await startVerticaDouble({ tls: TEST_CERTIFICATE });
    const client = await connectDriver(double, { tls_mode: 'require' });
    await client.query('SELECT 1 AS one');
    await client.end();
    expect(double.sessions).toMatchObject([{ encrypted: true }]);
  });

  it('is refused when the driver asks for encryption and the double has no certificate', async () => {
    double = await startVerticaDouble();
    await expect(connectDriver(double, { tls_mode: 'require' })).rejects.toThrow(
      'The server does not support TLS connections',
    );
  });

  it('ends in order when the driver ends it', async () => {
    double = await startVerticaDouble();
    const client = await connectDriver(double);
    expect(double.sessions[0]!.status).toBe('open');
    await client.end();
    await double.sessions[0]!.closed;
    expect(double.sessions[0]!.status).toBe('closed');
  });
});

describe('A client that does not speak the protocol', () => {
  it('is told so and cut off', async () => {
    double = await startVerticaDouble();
    const socket = createConnection(double.port, double.host);
    socket.end('GET / HTTP/1.1\r\n\r\n');
    const answer: Buffer[] = [];
    for await (const chunk of socket) answer.push(chunk as Buffer);
    expect(Buffer.concat(answer).toString()).toMatch(
      /^E.*protocol violation: a message of \d+ bytes/s,
    );
  });
});
