import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect as createConnectionTo, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  startVerticaDouble,
  type VerticaDouble,
  type VerticaDoubleOptions,
} from '../../test-support/vertica-double';
import { TEST_CERTIFICATE } from '../../test-support/vertica-double/test-certificate';
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
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const url = `vertica://u:p@127.0.0.1:${port}/db?connect_timeout_ms=200`;
    expect(await failure(url)).toMatchObject({ code: 'UNREACHABLE' });
    silent.close();
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

describe('Encryption', () => {
  async function withCertificate<T>(work: (file: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), 'viewmarks-test-'));
    try {
      const file = join(folder, 'ca.pem');
      writeFileSync(file, TEST_CERTIFICATE.cert);
      return await work(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async function open(url: URL, options: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(options)) url.searchParams.set(name, value);
    await (await openStorage(String(url))).close();
  }

  it('is required without looking at the certificate', async () => {
    await open(await start({ tls: TEST_CERTIFICATE }), { tls_mode: 'require' });
    expect(double!.sessions[0]!.encrypted).toBe(true);
  });

  it.each(['verify-ca', 'verify-full'])(
    'by %s wants a certificate that is trusted',
    async (mode) => {
      const url = await start({ tls: TEST_CERTIFICATE });
      await withCertificate(async (file) => {
        url.hostname = 'localhost';
        await open(url, { tls_mode: mode, tls_ca: file });
        expect(double!.sessions[0]!.encrypted).toBe(true);
      });
      url.searchParams.delete('tls_ca');
      expect(await failure(url)).toMatchObject({
        code: 'UNREACHABLE',
        engineCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      });
    },
  );

  it('by verify-full wants the certificate of this host, by verify-ca any', async () => {
    const url = await start({ tls: TEST_CERTIFICATE });
    url.hostname = '127.0.0.2';
    await withCertificate(async (file) => {
      // The double listens on 127.0.0.1 alone.
      const { port } = url;
      const relay = createServer((from) => {
        const to = new URL(double!.url);
        const socket = createConnectionTo(Number(to.port));
        from.pipe(socket).pipe(from);
        from.on('error', () => undefined);
        socket.on('error', () => undefined);
      }).listen(Number(port), '127.0.0.2');
      await once(relay, 'listening');
      await open(url, { tls_mode: 'verify-ca', tls_ca: file });
      url.searchParams.set('tls_mode', 'verify-full');
      expect(await failure(url)).toMatchObject({
        code: 'UNREACHABLE',
        engineCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
      relay.close();
    });
  });

  it('is refused in one line by a server that has none', async () => {
    const url = await start();
    url.searchParams.set('tls_mode', 'require');
    expect(await failure(url)).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/The server does not support TLS connections$/) as string,
    });
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
