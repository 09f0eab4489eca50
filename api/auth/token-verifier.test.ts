import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseApiConfig } from '../config';
import { createTokenVerifier } from './index';

function publicPem(kind: 'rsa-1024' | 'rsa-2048' | 'p-256' | 'p-384'): string {
  const { publicKey } = kind.startsWith('rsa')
    ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
    : generateKeyPairSync('ec', { namedCurve: kind.toUpperCase() });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function privatePem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function verifierFor(env: Record<string, string>) {
  return createTokenVerifier(parseApiConfig({ KAFKA_BROKERS: 'a:1', ...env }).tokens);
}

// The table of attacks is in ../attack-table.test.ts; here is what an operator can get wrong.
describe('the key for tokens is refused at the start', () => {
  it('when a secret is shorter than its hash', async () => {
    await expect(verifierFor({ JWT_SECRET: 'x'.repeat(31) })).rejects.toThrow(
      'JWT_SECRET: it has 31 bytes; use 32 bytes or more',
    );
    await expect(verifierFor({ JWT_SECRET: 'x'.repeat(32) })).resolves.toBeTypeOf('function');
  });

  it.each([
    ['RS256', 'an elliptic curve', publicPem('p-256'), 'needs RSA of 2048 bits or more'],
    ['RS256', 'too short an RSA key', publicPem('rsa-1024'), 'needs RSA of 2048 bits or more'],
    ['ES256', 'an RSA key', publicPem('rsa-2048'), 'needs EC P-256'],
    ['ES256', 'another curve', publicPem('p-384'), 'needs EC P-256'],
    ['RS256', 'a private key', privatePem(), 'is not a public key in PEM'],
    ['RS256', 'something else', 'key', 'is not a public key in PEM'],
    [
      'RS256',
      'a damaged key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      'it cannot be read',
    ],
  ])('when %s is given %s', async (algorithm, _, pem, problem) => {
    const env = { JWT_ALGORITHM: algorithm, JWT_PUBLIC_KEY: pem };
    await expect(verifierFor(env)).rejects.toThrow(problem);
  });
});
