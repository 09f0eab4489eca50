import { StorageError } from '../../storage-error';

/** What may follow the `?` of the URL. */
export interface UrlOptions {
  /**
   * Milliseconds without a sign of life from the server after which a request is given up.
   * @default 300_000, because letting merges finish takes minutes on a large table
   */
  readonly requestTimeoutMs: number;
  /**
   * Requests under way at the same time; more of them wait.
   * @default 10
   */
  readonly maxOpenConnections: number;
}

const NAMES = { request_timeout_ms: 300_000, max_open_connections: 10 } as const;

function wholeNumber(name: keyof typeof NAMES, text: string | undefined): number {
  if (text === undefined) return NAMES[name];
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0 && value < 2 ** 31) return value;
  throw new StorageError(
    'BAD_URL',
    `storage URL option ${name} is ${JSON.stringify(text)}; write a whole number from 1 to 2147483647`,
  );
}

/** @throws StorageError with code BAD_URL for an unknown option or a value that is no number */
export function parseUrlOptions(options: Readonly<Record<string, string>>): UrlOptions {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(NAMES, name));
  if (unknown !== undefined) {
    throw new StorageError(
      'BAD_URL',
      `unknown storage URL option ${JSON.stringify(unknown)}; write one of ${Object.keys(NAMES).join(', ')}`,
    );
  }
  return {
    requestTimeoutMs: wholeNumber('request_timeout_ms', options.request_timeout_ms),
    maxOpenConnections: wholeNumber('max_open_connections', options.max_open_connections),
  };
}
