import {
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { exportJWK, SignJWT } from 'jose';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RecordingProducer } from '../test-support/recording-producer';
import { createTokenVerifier, MAX_TOKEN_CHARACTERS } from './auth';
import { buildApp } from './build-app';
import { parseApiConfig } from './config';

const SECRET = 'a secret of the auth service, 32+ bytes';
const USER = '7b0a9f7e-3f0c-4d6e-9d43-0a4d6c1f2e55';
const OTHER_USER = '11111111-2222-4333-8444-555555555555';
const BODY_TIMEOUT_MS = 1_500;

interface Service {
  readonly app: FastifyInstance;
  readonly recorder: RecordingProducer;
  readonly port: number;
}

const services: Service[] = [];

async function startService(env: Record<string, string>): Promise<Service> {
  const config = parseApiConfig({
    KAFKA_BROKERS: '127.0.0.1:1',
    API_LOG_LEVEL: 'silent',
    API_BODY_TIMEOUT_MS: String(BODY_TIMEOUT_MS),
    ...env,
  });
  const recorder = new RecordingProducer();
  const verifyToken = await createTokenVerifier(config.tokens);
  const app = await buildApp(config, { producer: recorder, verifyToken });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const service = { app, recorder, port: (app.server.address() as AddressInfo).port };
  services.push(service);
  return service;
}

afterAll(async () => {
  await Promise.all(services.map(({ app }) => app.close()));
});

interface TokenParts {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

const nowS = () => Math.floor(Date.now() / 1000);

function goodClaims(): Record<string, unknown> {
  return {
    sub: USER,
    iss: 'viewmarks-auth',
    aud: 'viewmarks-api',
    iat: nowS(),
    exp: nowS() + 600,
  };
}

function signed(
  key: Uint8Array | KeyObject,
  alg: string,
  { header, claims }: TokenParts = {},
): Promise<string> {
  const payload = Object.fromEntries(
    Object.entries({ ...goodClaims(), ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg, ...header }).sign(key);
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function goodMark(): Record<string, unknown> {
  return {
    mark_id: randomUUID(),
    film_id: randomUUID(),
    position_s: 61,
    event_time: new Date().toISOString(),
    platform: 'web',
  };
}

interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Writes bytes to the service and reads until it closes the connection or has answered once. */
async function raw(
  port: number,
  write: (send: (text: string) => void) => void,
): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk: string) => {
      text += chunk;
      const [head = '', body] = text.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (body !== undefined && Buffer.byteLength(body) >= length) resolve();
    });
    socket.on('close', () => {
      resolve();
    });
  });
  write((bytes) => socket.write(bytes));
  await answered;
  socket.destroy();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.slice(9, 12)), head, body };
}

function codeOf({ body }: { readonly body: string }): unknown {
  return (JSON.parse(body) as { code?: unknown }).code;
}

interface PostOptions {
  readonly token?: string;
  readonly body?: string;
  readonly path?: string;
  readonly contentType?: string;
  readonly headers?: readonly string[];
}

function post(service: Service, options: PostOptions): Promise<RawAnswer> {
  const body = options.body ?? JSON.stringify(goodMark());
  const headers = [
    `POST ${options.path ?? '/api/v1/view-marks'} HTTP/1.1`,
    'Host: api',
    `Content-Type: ${options.contentType ?? 'application/json'}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(options.token === undefined ? [] : [`Authorization: Bearer ${options.token}`]),
    ...(options.headers ?? []),
  ];
  return raw(service.port, (send) => {
    send(`${headers.join('\r\n')}\r\n\r\n${body}`);
  });
}

const BATCH = '/api/v1/view-marks/batch';

describe('with an HS256 secret', () => {
  let service: Service;
  const secret = Buffer.from(SECRET);

  beforeAll(async () => {
    service = await startService({ JWT_SECRET: SECRET });
  });

  afterEach(() => {
    service.recorder.messages.length = 0;
  });

  async function expectRefused(
    options: PostOptions,
    status: number,
    code: string,
  ): Promise<RawAnswer> {
    const answer = await post(service, options);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(service.recorder.messages).toEqual([]);
    return answer;
  }

  it('a good token and a good mark pass, or every refusal below would prove nothing', async () => {
    const answer = await post(service, { token: await signed(secret, 'HS256') });
    expect([answer.status, answer.body]).toEqual([202, '{"accepted":true}']);
    expect(service.recorder.messages).toHaveLength(1);
  });

  describe('a token is refused', () => {
    it.each<[string, TokenParts, string]>([
      ['that has expired', { claims: { exp: nowS() - 60 } }, 'token-expired'],
      ['that is not valid yet', { claims: { nbf: nowS() + 60 } }, 'token-invalid'],
      ['that was issued in the future', { claims: { iat: nowS() + 60 } }, 'token-invalid'],
      ['without an expiry', { claims: { exp: undefined } }, 'token-invalid'],
      ['with an expiry that is no number', { claims: { exp: 'never' } }, 'token-invalid'],
      ['without a subject', { claims: { sub: undefined } }, 'token-invalid'],
      ['whose subject is no UUID', { claims: { sub: '../admin' } }, 'token-invalid'],
      ['without an issuer', { claims: { iss: undefined } }, 'token-invalid'],
      ['of another issuer', { claims: { iss: 'elsewhere' } }, 'token-invalid'],
      ['without an audience', { claims: { aud: undefined } }, 'token-invalid'],
      ['for another audience', { claims: { aud: ['billing'] } }, 'token-invalid'],
      ['with a critical header nobody knows', { header: { crit: ['x'], x: 1 } }, 'token-invalid'],
    ])('%s', async (_, parts, code) => {
      // jose refuses to sign what it does not understand, so the critical header is added by hand.
      const token = parts.header?.crit
        ? `${part({ alg: 'HS256', ...parts.header })}.${part(goodClaims())}.AAAA`
        : await signed(secret, 'HS256', parts);
      await expectRefused({ token }, 401, code);
    });

    it('that is signed with another secret', async () => {
      const token = await signed(Buffer.from('another secret, also of 32+ bytes'), 'HS256');
      await expectRefused({ token }, 401, 'token-invalid');
    });

    it.each(['none', 'None', 'NONE', ''])('of algorithm %j without a signature', async (alg) => {
      const token = `${part({ alg })}.${part(goodClaims())}.`;
      await expectRefused({ token }, 401, 'token-malformed');
      await expectRefused({ token: `${token}AAAA` }, 401, 'token-invalid');
    });

    it('of the right secret under another algorithm of its family', async () => {
      await expectRefused({ token: await signed(secret, 'HS512') }, 401, 'token-invalid');
    });

    it('whose claims were changed after signing', async () => {
      const [header, , signature] = (await signed(secret, 'HS256')).split('.');
      const token = `${header}.${part({ ...goodClaims(), sub: OTHER_USER })}.${signature}`;
      await expectRefused({ token }, 401, 'token-invalid');
    });

    it('after a good token with the same signature was accepted and cached', async () => {
      const good = await signed(secret, 'HS256');
      expect((await post(service, { token: good })).status).toBe(202);
      service.recorder.messages.length = 0;
      const [header, , signature] = good.split('.');
      const token = `${header}.${part({ ...goodClaims(), sub: OTHER_USER })}.${signature}`;
      await expectRefused({ token }, 401, 'token-invalid');
    });

    it.each([
      ['a path', '../../../../dev/null'],
      ['a query', "x' UNION SELECT 'key"],
      ['a URL', 'http://127.0.0.1:9/keys'],
    ])('with %s as key id, which is never looked up', async (_, kid) => {
      // Signed with what such a path or query would yield: an empty key or the text "key".
      const token = await signed(Buffer.from('key'), 'HS256', { header: { kid } });
      await expectRefused({ token }, 401, 'token-invalid');
    });

    it('that brings its own key along', async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const jwk = await exportJWK(publicKey);
      const token = await signed(privateKey, 'RS256', { header: { jwk, jku: 'http://evil/' } });
      await expectRefused({ token }, 401, 'token-invalid');
    });

    it('that is longer than any real one, before anything is decoded', async () => {
      const token = await signed(secret, 'HS256', {
        claims: { filler: 'x'.repeat(MAX_TOKEN_CHARACTERS) },
      });
      await expectRefused({ token }, 401, 'token-malformed');
    });

    it.each([
      ['no header', []],
      ['an empty one', ['Authorization:']],
    ])('that is not there: %s', async (_, headers) => {
      const code = headers.length === 0 ? 'token-missing' : 'token-malformed';
      const answer = await expectRefused({ headers }, 401, code);
      expect(answer.head.toLowerCase()).toContain('www-authenticate: bearer');
    });

    it('when there are two Authorization headers, whichever of them is good', async () => {
      const good = `Authorization: Bearer ${await signed(secret, 'HS256')}`;
      const bad = 'authorization: Bearer a.b.c';
      await expectRefused({ headers: [good, bad] }, 401, 'token-malformed');
      await expectRefused({ headers: [bad, good] }, 401, 'token-malformed');
      await expectRefused({ headers: [good, good] }, 401, 'token-malformed');
    });

    it('in any other scheme, place or form', async () => {
      const good = await signed(secret, 'HS256');
      const forms = [`Basic ${good}`, `Bearer  ${good}`, `Bearer ${good},${good}`, good];
      for (const form of forms) {
        await expectRefused({ headers: [`Authorization: ${form}`] }, 401, 'token-malformed');
      }
      await expectRefused(
        { path: `/api/v1/view-marks?access_token=${good}` },
        401,
        'token-missing',
      );
    });

    it('before its body is looked at', async () => {
      await expectRefused({ body: '{"not":"a mark"' }, 401, 'token-missing');
      await expectRefused({ body: 'x'.repeat(100_000) }, 401, 'token-missing');
      await expectRefused({ contentType: 'text/plain' }, 401, 'token-missing');
    });
  });

  describe('a body is refused', () => {
    const token = () => signed(secret, 'HS256');

    it.each([
      ['with the id of another user', { user_id: OTHER_USER }, '/user_id'],
      ['with a field that is not of a mark', { note: 1 }, '/note'],
      ['with a mark_id that is no UUID', { mark_id: 'x' }, '/mark_id'],
      ['with a negative position', { position_s: -1 }, '/position_s'],
      ['with a position as text', { position_s: '1' }, '/position_s'],
      ['with an object where a text belongs', { platform: { $gt: '' } }, '/platform'],
    ])('%s, and the field is named', async (_, change, pointer) => {
      const body = JSON.stringify({ ...goodMark(), ...change });
      const answer = await expectRefused({ token: await token(), body }, 400, 'invalid-body');
      const { errors } = JSON.parse(answer.body) as { errors: readonly { pointer: string }[] };
      expect(errors.map((error) => error.pointer)).toEqual([pointer]);
    });

    it('that names prototypes, and no prototype is changed', async () => {
      for (const key of ['__proto__', 'constructor', 'prototype']) {
        const mark = JSON.stringify(goodMark()).slice(0, -1);
        const body = `${mark},"${key}":{"platform":"polluted"}}`;
        await expectRefused({ token: await token(), body }, 400, 'invalid-body');
      }
      expect(({} as { platform?: unknown }).platform).toBeUndefined();
    });

    it('that has a key twice, also when one spelling is escaped', async () => {
      const mark = JSON.stringify(goodMark()).slice(0, -1);
      for (const key of ['film_id', '\\u0066ilm_id']) {
        const body = `${mark},"${key}":"${randomUUID()}"}`;
        await expectRefused({ token: await token(), body }, 400, 'malformed-json');
      }
    });

    it('that has a key twice in one mark of a batch', async () => {
      const mark = JSON.stringify(goodMark()).slice(0, -1);
      const body = `{"marks":[${JSON.stringify(goodMark())},${mark},"position_s":2}]}`;
      await expectRefused({ token: await token(), body, path: BATCH }, 400, 'malformed-json');
    });

    it.each(['{', '', '[]{}', '{"a":01}', '\u0000', "{'a':1}", 'NaN'])(
      'that is no JSON: %j',
      async (body) => {
        await expectRefused({ token: await token(), body }, 400, 'malformed-json');
      },
    );

    it.each(['[]', 'null', '1', '"text"', '[[]]'])(
      'that is JSON but no object: %s',
      async (body) => {
        await expectRefused({ token: await token(), body }, 400, 'invalid-body');
      },
    );

    it('that is nested as deep as a body may be long', async () => {
      const levels = 100_000;
      const body = `{"marks":${'['.repeat(levels)}${']'.repeat(levels)}}`;
      const answer = await post(service, { token: await token(), body, path: BATCH });
      expect(answer.status).toBe(207);
      expect(service.recorder.messages).toEqual([]);
    });

    it('over the limit of its route, by its announced length and by its real one', async () => {
      const mark = JSON.stringify(goodMark());
      const body = mark + ' '.repeat(4_097 - mark.length);
      await expectRefused({ token: await token(), body }, 413, 'body-too-large');
      const authorization = `Authorization: Bearer ${await token()}`;
      const answer = await raw(service.port, (send) => {
        send(
          `POST /api/v1/view-marks HTTP/1.1\r\nHost: api\r\n${authorization}\r\n` +
            'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n' +
            `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
        );
      });
      expect([answer.status, codeOf(answer)]).toEqual([413, 'body-too-large']);
      const batch = `{"marks":[${' '.repeat(262_144)}]}`;
      await expectRefused(
        { token: await token(), body: batch, path: BATCH },
        413,
        'body-too-large',
      );
      expect(service.recorder.messages).toEqual([]);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
      'of type %s',
      async (contentType) => {
        await expectRefused({ token: await token(), contentType }, 415, 'unsupported-media-type');
      },
    );

    it.each([
      ['no mark', []],
      ['501 marks', Array.from({ length: 501 }, () => 0)],
      ['an object of marks', { 0: goodMark() }],
    ])('of the batch route with %s', async (_, marks) => {
      const body = JSON.stringify({ marks });
      await expectRefused({ token: await token(), body, path: BATCH }, 400, 'invalid-body');
    });
  });

  describe('a connection is cut', () => {
    it('when a body does not arrive in time', async () => {
      const token = await signed(secret, 'HS256');
      const answer = await raw(service.port, (send) => {
        send(
          `POST /api/v1/view-marks HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer ${token}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 200\r\n\r\n{"mark_id":',
        );
      });
      expect([answer.status, codeOf(answer)]).toEqual([408, 'request-timeout']);
      expect(service.recorder.messages).toEqual([]);
    });

    it('when headers do not arrive in time', async () => {
      const answer = await raw(service.port, (send) => {
        send('POST /api/v1/view-marks HTTP/1.1\r\nHost: api\r\nX-Slow: ');
      });
      expect([answer.status, codeOf(answer)]).toEqual([408, 'request-timeout']);
    });

    it('by a flood of headers', async () => {
      const answer = await post(service, {
        headers: Array.from({ length: 1_000 }, (_, i) => `X-Flood-${i}: ${'x'.repeat(20)}`),
      });
      expect([answer.status, codeOf(answer)]).toEqual([431, 'headers-too-large']);
    });

    it('by two different lengths, the beginning of request smuggling', async () => {
      const answer = await post(service, { headers: ['Transfer-Encoding: chunked'] });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'bad-request']);
    });
  });
});

describe.each(['RS256', 'ES256'] as const)('with a public key for %s', (algorithm) => {
  const { privateKey, publicKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  let service: Service;

  beforeAll(async () => {
    service = await startService({ JWT_ALGORITHM: algorithm, JWT_PUBLIC_KEY: pem });
  });

  it('a token of the private key passes', async () => {
    const answer = await post(service, { token: await signed(privateKey, algorithm) });
    expect(answer.status).toBe(202);
  });

  it('an HS256 token that was signed with the text of the public key is refused', async () => {
    service.recorder.messages.length = 0;
    const der = publicKey.export({ type: 'spki', format: 'der' });
    const secrets = [pem, pem.trim(), pem.replace(/-----.*-----|\s/g, ''), der];
    for (const secret of secrets) {
      const token = await signed(Buffer.from(secret), 'HS256');
      const answer = await post(service, { token });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'token-invalid']);
    }
    expect(service.recorder.messages).toEqual([]);
  });

  it('a token of another private key of the same kind is refused', async () => {
    const other =
      algorithm === 'RS256'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const answer = await post(service, { token: await signed(other.privateKey, algorithm) });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'token-invalid']);
  });
});

describe('with the keys that the auth service publishes', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  let keys: Server;
  let fetches = 0;
  let service: Service;

  beforeAll(async () => {
    const jwk: JsonWebKey = createPublicKey(privateKey).export({ format: 'jwk' });
    keys = createServer((_request, response) => {
      fetches++;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'now', alg: 'ES256', use: 'sig' }] }));
    });
    keys.listen(0, '127.0.0.1');
    await once(keys, 'listening');
    const { port } = keys.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/jwks.json`;
    service = await startService({ JWT_ALGORITHM: 'ES256', JWT_JWKS_URL: url });
  });

  afterAll(() => {
    keys.close();
  });

  it('a token of the published key passes, and tokens of unknown keys do not flood the auth service', async () => {
    const good = await signed(privateKey, 'ES256', { header: { kid: 'now' } });
    expect((await post(service, { token: good })).status).toBe(202);
    for (let i = 0; i < 20; i++) {
      const token = await signed(stranger, 'ES256', { header: { kid: `unknown-${i}` } });
      const answer = await post(service, { token });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'token-invalid']);
    }
    expect(fetches).toBe(1);
  });

  it('a token that names the published key but was signed with another is refused', async () => {
    const token = await signed(stranger, 'ES256', { header: { kid: 'now' } });
    const answer = await post(service, { token });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'token-invalid']);
  });

  it('nobody is called a forger while the keys cannot be had: 503', async () => {
    const url = 'http://127.0.0.1:1/jwks.json';
    const cut = await startService({ JWT_ALGORITHM: 'ES256', JWT_JWKS_URL: url });
    const answer = await post(cut, { token: await signed(privateKey, 'ES256') });
    expect([answer.status, codeOf(answer)]).toEqual([503, 'auth-unavailable']);
    expect(answer.head.toLowerCase()).toContain('retry-after:');
    expect(cut.recorder.messages).toEqual([]);
  });
});
