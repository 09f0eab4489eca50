import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { BadInputError } from '../../errors';
import type { ApiConfig, JwtKeySource } from '../config';

export type TokenVerdict =
  | {
      readonly status: 'accepted';
      /** Lower-case canonical UUID text. */
      readonly userId: string;
      readonly expiresAtMs: number;
    }
  | { readonly status: 'refused'; readonly code: 'token-invalid' | 'token-expired' }
  /** The token could not be judged: the auth service's keys cannot be had. */
  | { readonly status: 'unavailable'; readonly cause: unknown };

export type VerifyToken = (token: string) => Promise<TokenVerdict>;

/** RFC 7518, section 3.2: an HS256 key is at least as long as its hash. */
const MIN_SECRET_BYTES = 32;

/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2_048;

const JWKS_TIMEOUT_MS = 2_000;

/** Between two fetches of the keys, however many tokens name an unknown one. */
const JWKS_COOLDOWN_MS = 30_000;

const JWKS_MAX_AGE_MS = 600_000;

const CANONICAL_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What jose throws when the fault is the token's; anything else is about getting the key. */
const TOKEN_FAULTS = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function readPublicKey(pem: string, algorithm: 'RS256' | 'ES256'): KeyObject {
  const refuse = (problem: string, cause?: unknown): BadInputError =>
    new BadInputError('JWT_PUBLIC_KEY', problem, 'give the PEM text of a public key (SPKI)', {
      cause,
    });
  // createPublicKey would also take a private key and derive its public half.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw refuse('it is not a public key in PEM');
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw refuse('it cannot be read', cause);
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const fits =
    algorithm === 'RS256'
      ? type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS
      : type === 'ec' && details?.namedCurve === 'prime256v1';
  if (!fits) {
    const needed = algorithm === 'RS256' ? `RSA of ${MIN_RSA_BITS} bits or more` : 'EC P-256';
    throw refuse(`JWT_ALGORITHM ${algorithm} needs ${needed}`);
  }
  return key;
}

async function keyGetter(
  source: JwtKeySource,
  algorithm: ApiConfig['tokens']['algorithm'],
): Promise<JWTVerifyGetKey> {
  switch (source.kind) {
    case 'secret': {
      const bytes = Buffer.from(source.secret, 'utf8');
      if (bytes.length < MIN_SECRET_BYTES) {
        const problem = `it has ${bytes.length} bytes`;
        throw new BadInputError('JWT_SECRET', problem, `use ${MIN_SECRET_BYTES} bytes or more`);
      }
      const hmac = { name: 'HMAC', hash: 'SHA-256' };
      const key = await webcrypto.subtle.importKey('raw', bytes, hmac, false, ['verify']);
      return () => key;
    }
    case 'public-key': {
      const key = readPublicKey(source.pem, algorithm === 'ES256' ? 'ES256' : 'RS256');
      return () => key;
    }
    case 'jwks':
      return createRemoteJWKSet(new URL(source.url), {
        timeoutDuration: JWKS_TIMEOUT_MS,
        cooldownDuration: JWKS_COOLDOWN_MS,
        cacheMaxAge: JWKS_MAX_AGE_MS,
      });
  }
}

/**
 * Verifies tokens of the auth service: signature by the one configured algorithm and key, issuer,
 * audience, expiry, not-before and issued-at with a leeway, and a subject that is a user's UUID.
 * Nothing in a token's header chooses the algorithm or a key from anywhere else.
 *
 * @throws BadInputError when the configured key cannot be used
 */
export async function createTokenVerifier(tokens: ApiConfig['tokens']): Promise<VerifyToken> {
  const { algorithm, issuer, audience, leewayS } = tokens;
  const key = await keyGetter(tokens.key, algorithm);
  const options = {
    algorithms: [algorithm],
    issuer,
    audience,
    clockTolerance: leewayS,
    requiredClaims: ['exp', 'sub', 'iss', 'aud'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, options);
      const userId = payload.sub?.toLowerCase() ?? '';
      const issuedAt = payload.iat ?? 0;
      if (!CANONICAL_UUID.test(userId) || issuedAt > Date.now() / 1000 + leewayS) {
        return { status: 'refused', code: 'token-invalid' };
      }
      return { status: 'accepted', userId, expiresAtMs: (payload.exp ?? 0) * 1000 };
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) return { status: 'refused', code: 'token-expired' };
      if (TOKEN_FAULTS.some((fault) => cause instanceof fault)) {
        return { status: 'refused', code: 'token-invalid' };
      }
      return { status: 'unavailable', cause };
    }
  };
}
