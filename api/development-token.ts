import { SignJWT } from 'jose';
import { BadInputError } from '../errors';
import { parseUuid } from '../marks';
import { DEVELOPMENT_SECRET_PREFIX } from './config';

export interface DevelopmentTokenOptions {
  /** The user's UUID. */
  readonly userId: string;
  readonly minutes: number;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** Settings that only a production environment has, with what they say. */
const PRODUCTION_SETTINGS = [
  ['JWT_PUBLIC_KEY', 'a public key is configured'],
  ['JWT_PUBLIC_KEY_FILE', 'a public key is configured'],
  ['JWT_JWKS_URL', 'the keys of an auth service are configured'],
  ['JWT_SECRET_FILE', 'a secret from a file is configured'],
] as const;

function refuse(variable: string, problem: string): BadInputError {
  return new BadInputError(
    variable,
    `${problem}, so this is not a development environment`,
    `unset it, and set JWT_SECRET to a text that starts with ${DEVELOPMENT_SECRET_PREFIX}`,
  );
}

function developmentSecret(env: NodeJS.ProcessEnv): string {
  if (env.NODE_ENV === 'production') throw refuse('NODE_ENV', 'it is production');
  for (const [variable, problem] of PRODUCTION_SETTINGS) {
    if (env[variable]) throw refuse(variable, problem);
  }
  if (env.JWT_ALGORITHM && env.JWT_ALGORITHM !== 'HS256') {
    throw refuse('JWT_ALGORITHM', 'it is not HS256');
  }
  const secret = env.JWT_SECRET;
  if (!secret) {
    throw new BadInputError(
      'JWT_SECRET',
      'it is not set',
      `set it, for this command and for the API, to a text of at least 32 characters that starts with ${DEVELOPMENT_SECRET_PREFIX}`,
    );
  }
  if (!secret.startsWith(DEVELOPMENT_SECRET_PREFIX)) {
    throw refuse('JWT_SECRET', `it does not start with ${DEVELOPMENT_SECRET_PREFIX}`);
  }
  return secret;
}

/**
 * A token as the auth service would sign it, for development only.
 *
 * @throws BadInputError when the environment holds a key that may be a production key
 */
export async function makeDevelopmentToken(options: DevelopmentTokenOptions): Promise<string> {
  const { userId, minutes, env = process.env } = options;
  if (!parseUuid(userId)) {
    throw new BadInputError(
      '--user',
      `${JSON.stringify(userId)} is not a UUID`,
      'write for example --user 7b0a9f7e-3f0c-4d6e-9d43-0a4d6c1f2e55',
    );
  }
  const secret = developmentSecret(env);
  const nowS = Math.floor(Date.now() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(userId.toLowerCase())
    .setIssuer(env.JWT_ISSUER ?? 'viewmarks-auth')
    .setAudience(env.JWT_AUDIENCE ?? 'viewmarks-api')
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + minutes * 60)
    .sign(Buffer.from(secret, 'utf8'));
}
