/**
 * The four ways to log in that the driver knows and that need no other server.
 *
 * Request codes and hashes as vertica-nodejs 1.1.4 (`lib/utils.js`) and vertica-python
 * (`messages/frontend_messages/password.py`) have them:
 * - md5: 'md5' + md5hex(md5hex(password + user) + salt)
 * - sha512: 'sha512' + sha512hex(sha512hex(password + userSalt) + salt)
 * Both requests carry a fresh 4-byte salt and the user's 16-byte salt after its int32 length.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const AUTHENTICATION_METHODS = ['trust', 'cleartext', 'md5', 'sha512'] as const;

export type AuthenticationMethod = (typeof AUTHENTICATION_METHODS)[number];

export const AUTHENTICATION_OK = 0;

const REQUEST_CODE = { cleartext: 3, md5: 5, sha512: 66_048 } as const;
const USER_SALT_BYTES = 16;

/** What the client is asked for, as code and data of an Authentication message. */
export interface Challenge {
  readonly method: Exclude<AuthenticationMethod, 'trust'>;
  readonly code: number;
  readonly data: Buffer;
  readonly salt: Buffer;
  readonly userSalt: Buffer;
}

export function createChallenge(method: Exclude<AuthenticationMethod, 'trust'>): Challenge {
  const salt = randomBytes(4);
  const userSalt = randomBytes(USER_SALT_BYTES);
  const userSaltBytes = Buffer.from([0, 0, 0, USER_SALT_BYTES]);
  const data =
    method === 'cleartext' ? Buffer.alloc(0) : Buffer.concat([salt, userSaltBytes, userSalt]);
  return { method, code: REQUEST_CODE[method], data, salt, userSalt };
}

function hex(algorithm: 'md5' | 'sha512', ...parts: readonly (string | Buffer)[]): string {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The answer to a challenge that proves knowledge of `password`. */
export function expectedAnswer(challenge: Challenge, user: string, password: string): string {
  const { method, salt, userSalt } = challenge;
  switch (method) {
    case 'cleartext':
      return password;
    case 'md5':
      return `md5${hex('md5', hex('md5', password, user), salt)}`;
    case 'sha512':
      return `sha512${hex('sha512', hex('sha512', password, userSalt), salt)}`;
  }
}

export function isRightAnswer(
  challenge: Challenge,
  user: string,
  password: string,
  answer: string,
): boolean {
  const expected = Buffer.from(expectedAnswer(challenge, user, password));
  const given = Buffer.from(answer);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
