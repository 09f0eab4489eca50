import { readFileSync } from 'node:fs';
import { StorageError } from '../storage-error';

const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

export type TlsMode = (typeof TLS_MODES)[number];

/** What may follow the `?` of the URL. */
export interface UrlOptions {
  /**
   * Schema of the tables; `createSchema` makes it when it does not exist.
   * @default 'public'
   */
  readonly schema: string;
  /**
   * `require` encrypts, `verify-ca` also checks who signed the server's certificate, `verify-full`
   * also its host name.
   * @default 'disable'
   */
  readonly tlsMode: TlsMode;
  /** Trusted certificates as PEM, from the file that `tls_ca` names. @default those of Node */
  readonly tlsTrusted: string | undefined;
  /** Milliseconds until a connection that does not come about is given up. @default 10_000 */
  readonly connectTimeoutMs: number;
  /**
   * Milliseconds without an answer after which a statement is given up and its connection closed.
   * @default 300_000, because letting merges finish takes minutes on a large table
   */
  readonly requestTimeoutMs: number;
  /** Connections at the same time; more work waits. @default 4 */
  readonly maxOpenConnections: number;
}

const NUMBERS = {
  connect_timeout_ms: 10_000,
  request_timeout_ms: 300_000,
  max_open_connections: 4,
} as const;

const NAMES = ['schema', 'tls_mode', 'tls_ca', ...Object.keys(NUMBERS)];

function badOption(name: string, value: string, allowed: string): StorageError {
  return new StorageError(
    'BAD_URL',
    `storage URL option ${name} is ${JSON.stringify(value)}; write ${allowed}`,
  );
}

function wholeNumber(name: keyof typeof NUMBERS, text: string | undefined): number {
  if (text === undefined) return NUMBERS[name];
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0 && value < 2 ** 31) return value;
  throw badOption(name, text, 'a whole number from 1 to 2147483647');
}

/** It becomes part of statements, so it must need no quotes. */
function schemaName(text = 'public'): string {
  if (/^[a-z_][a-z0-9_]{0,127}$/.test(text)) return text;
  throw badOption('schema', text, 'a name of lower-case letters, digits and underscores');
}

function tlsMode(text: string | undefined): TlsMode {
  if (text === undefined) return 'disable';
  const mode = TLS_MODES.find((known) => known === text);
  if (mode === undefined) throw badOption('tls_mode', text, `one of ${TLS_MODES.join(', ')}`);
  return mode;
}

function trustedCertificates(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StorageError(
      'BAD_URL',
      `storage URL option tls_ca is ${JSON.stringify(file)}, which cannot be read; write the path of a PEM file`,
      { cause },
    );
  }
}

/** @throws StorageError with code BAD_URL for an unknown option or a value that is not allowed */
export function parseUrlOptions(options: Readonly<Record<string, string>>): UrlOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new StorageError(
      'BAD_URL',
      `unknown storage URL option ${JSON.stringify(unknown)}; write one of ${NAMES.join(', ')}`,
    );
  }
  return {
    schema: schemaName(options.schema),
    tlsMode: tlsMode(options.tls_mode),
    tlsTrusted: trustedCertificates(options.tls_ca),
    connectTimeoutMs: wholeNumber('connect_timeout_ms', options.connect_timeout_ms),
    requestTimeoutMs: wholeNumber('request_timeout_ms', options.request_timeout_ms),
    maxOpenConnections: wholeNumber('max_open_connections', options.max_open_connections),
  };
}
