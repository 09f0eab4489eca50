/** Longer tokens are refused unread. */
export const MAX_TOKEN_CHARACTERS = 4_096;

const AUTHORIZATION = 'authorization';

/** A compact JWS: three parts of base64url. */
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

export type BearerReading =
  | { readonly status: 'token'; readonly token: string }
  | { readonly status: 'refused'; readonly code: 'token-missing' | 'token-malformed' };

/**
 * The bearer token of a request.
 *
 * @param rawHeaders names and values in turn, as they arrived: Node's parsed headers show only the
 *   first of two Authorization headers, and another program on the way may have believed the second
 */
export function readBearerToken(rawHeaders: readonly string[]): BearerReading {
  let value: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length !== AUTHORIZATION.length || name.toLowerCase() !== AUTHORIZATION) continue;
    if (value !== undefined) return { status: 'refused', code: 'token-malformed' };
    value = rawHeaders[i + 1]!;
  }
  if (value === undefined) return { status: 'refused', code: 'token-missing' };
  const token =
    value.length <= MAX_TOKEN_CHARACTERS + 'Bearer '.length ? BEARER.exec(value)?.[1] : undefined;
  if (token === undefined) return { status: 'refused', code: 'token-malformed' };
  return { status: 'token', token };
}
