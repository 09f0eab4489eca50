import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
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

let double: VerticaDouble | undefined;

afterEach(async () => {
  await double?.stop();
  double = undefined;
});

async function start(options: VerticaDoubleOptions = {}): Promise<URL> {
  double = await startVerticaDouble(options);
  return new URL(double.url);
}

async function failure(url: URL): Promise<unknown> {
  return openStorage(String(url)).then(
    () => {
      throw new Error('the storage opened');
    },
    (error: unknown) => error,
  );
}

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
      const { port } = double!;
      const relay = createServer((from) => {
        const to = connect(port, '127.0.0.1');
        from.pipe(to).pipe(from);
        from.on('error', () => undefined);
        to.on('error', () => undefined);
      }).listen(port, '127.0.0.2');
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
