import { describe, expect, it } from 'vitest';
import { parseUrlOptions } from './url-options';

function refusal(options: Record<string, string>): string {
  try {
    parseUrlOptions(options);
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  }
  return 'accepted';
}

describe('parseUrlOptions', () => {
  it('has a default for everything', () => {
    expect(parseUrlOptions({})).toEqual({
      schema: 'public',
      tlsMode: 'disable',
      tlsTrusted: undefined,
      connectTimeoutMs: 10_000,
      requestTimeoutMs: 300_000,
      maxOpenConnections: 4,
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ sslmode: 'on' }, 'unknown storage URL option "sslmode"; write one of schema, tls_mode,'],
    [
      { tls_mode: 'verify' },
      'option tls_mode is "verify"; write one of disable, require, verify-ca',
    ],
    [{ tls_ca: '/nowhere.pem' }, 'option tls_ca is "/nowhere.pem", which cannot be read'],
    [{ schema: 'a"; DROP TABLE b; --' }, 'write a name of lower-case letters'],
    [{ schema: '' }, 'write a name of lower-case letters'],
    [{ request_timeout_ms: '0' }, 'request_timeout_ms is "0"; write a whole number from 1'],
    [{ max_open_connections: 'many' }, 'max_open_connections is "many"; write a whole number'],
    [{ connect_timeout_ms: '99999999999' }, 'write a whole number from 1 to 2147483647'],
  ])('refuses %j', (options, message) => {
    expect(refusal(options)).toContain(message);
    expect(refusal(options)).toMatch(/^BAD_URL [^\n]+$/);
  });
});
