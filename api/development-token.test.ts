import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BadInputError } from '../errors';
import { createTokenVerifier } from './auth';
import { parseApiConfig } from './config';
import { makeDevelopmentToken } from './development-token';

const env = { JWT_SECRET: 'dev-only-a-secret-of-more-than-32-bytes' };
const userId = randomUUID();

describe('a token for development', () => {
  it('is accepted by an API with the same settings, for that user', async () => {
    const token = await makeDevelopmentToken({ userId: userId.toUpperCase(), minutes: 5, env });
    const { tokens } = parseApiConfig({ ...env, KAFKA_BROKERS: 'a:1' });
    const verify = await createTokenVerifier(tokens);
    expect(await verify(token)).toMatchObject({ status: 'accepted', userId });
  });

  it.each([
    ['NODE_ENV', { NODE_ENV: 'production' }],
    ['JWT_PUBLIC_KEY', { JWT_PUBLIC_KEY: 'pem' }],
    ['JWT_PUBLIC_KEY_FILE', { JWT_PUBLIC_KEY_FILE: '/run/secrets/key' }],
    ['JWT_JWKS_URL', { JWT_JWKS_URL: 'https://auth.example/jwks' }],
    ['JWT_SECRET_FILE', { JWT_SECRET_FILE: '/run/secrets/jwt' }],
    ['JWT_ALGORITHM', { JWT_ALGORITHM: 'RS256' }],
    ['JWT_SECRET', { JWT_SECRET: 'a secret of the real auth service' }],
    ['JWT_SECRET', { JWT_SECRET: undefined }],
  ])('is not made where %s says that this is no development: %j', async (field, change) => {
    const making = makeDevelopmentToken({ userId, minutes: 5, env: { ...env, ...change } });
    await expect(making).rejects.toBeInstanceOf(BadInputError);
    await expect(making).rejects.toMatchObject({ field });
  });

  it('is not made for something that is no user', async () => {
    const making = makeDevelopmentToken({ userId: 'admin', minutes: 5, env });
    await expect(making).rejects.toMatchObject({ field: '--user' });
  });
});
