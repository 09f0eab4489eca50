import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  startVerticaDouble,
  type VerticaDouble,
  type VerticaDoubleOptions,
} from '../../test-support/vertica-double';
import { openStorage } from '../open-storage';
import type { StorageError } from '../storage-error';
import { checkVersion } from './open-vertica';

let double: VerticaDouble | undefined;

afterEach(async () => {
  await double?.stop();
  double = undefined;
});

async function start(options: VerticaDoubleOptions = {}): Promise<URL> {
  double = await startVerticaDouble(options);
  return new URL(double.url);
}

async function failure(url: URL | string): Promise<StorageError> {
  try {
    await (await openStorage(String(url))).close();
  } catch (error) {
    return error as StorageError;
  }
  throw new Error('the storage opened');
}

async function listen(serve: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** A message of the server: a letter, the length with itself, the body. */
function message(letter: string, body: readonly number[]): readonly number[] {
  return [letter.charCodeAt(0), 0, 0, 0, body.length + 4, ...body];
}

describe('Opening a Vertica storage', () => {
  it('tells who answers and never takes the double for Vertica', async () => {
    const storage = await openStorage(String(await start()));
    expect(storage.identity).toMatchObject({
      engine: 'vertica',
      transport: 'tcp',
      client: 'vertica-nodejs 1.1.4',
      engineVersion: expect.stringMatching(/^TEST DOUBLE/) as string,
    });
    expect(storage.identity.url).not.toContain('double');
    await storage.close();
    await double!.sessions[0]!.closed;
  });

  it('reports a wrong password in one line, and leaves no session behind', async () => {
    const url = await start();
    url.password = 'wrong';
    expect(await failure(url)).toMatchObject({
      code: 'UNAUTHENTICATED',
      engineCode: '28000',
      message: 'vertica: Authentication failed for username "dbadmin"',
    });
    expect(double!.sessions).toEqual([]);
  });

  it('reports a database that does not exist', async () => {
    const url = await start();
    url.pathname = '/nope';
    expect(await failure(url)).toMatchObject({
      code: 'NO_DATABASE',
      message: 'vertica: Database "nope" does not exist',
    });
  });

  it('reports a host that nobody knows', async () => {
    expect(await failure('vertica://u:p@no-such-host.invalid:5433/db')).toMatchObject({
      code: 'UNREACHABLE',
      message: 'vertica: the host no-such-host.invalid is not known',
    });
  });

  it('reports a port where nobody listens', async () => {
    const url = await start();
    await double!.stop();
    double = undefined;
    expect(await failure(url)).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        /^vertica: no connection to 127\.0\.0\.1:\d+: connect ECONNREFUSED [^\n]+$/,
      ) as string,
    });
  });

  it('finds the server by the one address of its host name that answers', async () => {
    const url = await start();
    url.hostname = 'localhost';
    await (await openStorage(String(url))).close();
  });

  it('gives up on a server that accepts and says nothing', async () => {
    const { server, port } = await listen(() => undefined);
    const url = `vertica://u:p@127.0.0.1:${port}/db?connect_timeout_ms=200`;
    expect(await failure(url)).toMatchObject({
      code: 'UNREACHABLE',
      message: `vertica: no connection to 127.0.0.1:${port}: timeout expired`,
    });
    server.close();
  });

  it.each<[string, readonly number[], string]>([
    [
      'asks for a password in a way that the driver does not know',
      message('R', [0, 0, 0, 10]),
      'Unknown authentication request message type 10',
    ],
    ['is no Vertica', message('!', []), 'unknown message code: 21'],
    [
      'speaks a protocol that is too old',
      [
        ...message('R', [0, 0, 0, 0]),
        ...message('S', [...Buffer.from(`protocol_version\0${(3 << 16) | 4}\0`)]),
      ],
      'Unsupported Protocol Version returned by Server. Connection Disallowed.',
    ],
  ])('reports a server that %s, and hangs up', async (_, answer, reason) => {
    let hungUp: Promise<unknown> | undefined;
    const { server, port } = await listen((socket) => {
      hungUp = once(socket, 'close');
      socket.once('data', () => socket.write(Buffer.from(answer)));
    });
    expect(await failure(`vertica://u:p@127.0.0.1:${port}/db`)).toMatchObject({
      code: 'UNREACHABLE',
      message: `vertica: no connection to 127.0.0.1:${port}: ${reason}`,
    });
    await hungUp;
    server.close();
  });

  it('reports a version that is too old, and ends its session', async () => {
    const url = await start();
    const { port } = double!;
    // The double never says that it is Vertica, so its words are changed on the way.
    const relay = await listen((client) => {
      const server = connect(port, '127.0.0.1');
      server.on('error', () => undefined);
      client.pipe(server);
      server.on('data', (bytes) => {
        const text = bytes
          .toString('latin1')
          .replace(/TEST DOUBLE [ -~]*?\)/g, (banner) =>
            'Vertica Analytic Database v8.1.1-8'.padEnd(banner.length),
          );
        client.write(Buffer.from(text, 'latin1'));
      });
      server.on('end', () => client.end());
    });
    url.port = String(relay.port);
    expect(await failure(url)).toMatchObject({
      code: 'UNSUPPORTED',
      message: 'vertica: version 8.1.1-8 is too old: UUID columns need 9.0 or later',
    });
    await double!.sessions[0]!.closed;
    relay.server.close();
  });

  it.each(['startup', 'password'] as const)(
    'reports a server that hangs up at the %s',
    async (receive) => {
      const url = await start();
      double!.faults.add({ at: { receive }, then: 'cut' });
      expect(await failure(url)).toMatchObject({
        code: 'UNREACHABLE',
        message: expect.stringMatching(
          /^vertica: no connection to [^\n]+: Connection terminated unexpectedly$/,
        ) as string,
      });
    },
  );

  it('does not take a password from the environment when the URL has none', async () => {
    const url = await start({ auth: 'cleartext', users: { dbadmin: 'secret' } });
    url.password = '';
    process.env.V_PASSWORD = 'secret';
    try {
      expect(await failure(url)).toMatchObject({ code: 'UNAUTHENTICATED' });
    } finally {
      delete process.env.V_PASSWORD;
    }
  });
});

describe('checkVersion', () => {
  it.each(['Vertica Analytic Database v8.1.1-8', 'Vertica Analytic Database v7.2.3'])(
    'refuses %s, which has no UUID columns',
    (banner) => {
      expect(() => {
        checkVersion(banner);
      }).toThrow(/^vertica: version [78]\S+ is too old: UUID columns need 9\.0 or later$/);
    },
  );

  it.each([
    'Vertica Analytic Database v9.0.0-0',
    'Vertica Analytic Database v24.1.0-0',
    'TEST DOUBLE 1.0 of something else',
  ])('accepts %s', (banner) => {
    expect(() => {
      checkVersion(banner);
    }).not.toThrow();
  });
});
