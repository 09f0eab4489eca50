import { StorageError } from './storage-error';

/** A storage's URL, taken apart. Paths are as given, relative ones relative to the working folder. */
export type StorageUrl =
  | { readonly scheme: 'chdb'; readonly path: string; readonly database: string }
  | { readonly scheme: 'duckdb'; readonly path: string }
  | { readonly scheme: 'null' }
  | {
      readonly scheme: 'http' | 'https' | 'vertica';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly options: Readonly<Record<string, string>>;
    };

export const STORAGE_URL_FORMS =
  'chdb:DIR or chdb:DIR?database=NAME, duckdb:FILE, http://user:password@host:8123/database (or https), vertica://user:password@host:5433/database, null:';

const SERVER_DEFAULTS = {
  http: { port: 8123, user: 'default', database: 'default' },
  https: { port: 8443, user: 'default', database: 'default' },
  vertica: { port: 5433, user: 'dbadmin', database: '' },
} as const;

function badUrl(text: string, problem: string): StorageError {
  return new StorageError(
    'BAD_URL',
    `storage URL ${JSON.stringify(redactStorageUrl(text))}: ${problem}; write one of ${STORAGE_URL_FORMS}`,
  );
}

/** The URL with its password, if any, replaced by `***`; also for texts that are no valid URL. */
export function redactStorageUrl(text: string): string {
  return text.replace(/(\/\/[^/@:]*:)[^@]*(?=@)/, '$1***');
}

/**
 * @throws StorageError with code BAD_URL, whose message names the accepted forms
 */
export function parseStorageUrl(text: string): StorageUrl {
  if (text === 'null:') return { scheme: 'null' };
  const scheme = /^([a-z]+):/.exec(text)?.[1];
  switch (scheme) {
    case 'chdb': {
      const [path, database = 'default'] = text.slice(scheme.length + 1).split('?database=');
      if (!path) throw badUrl(text, 'the path is missing');
      if (database === '') throw badUrl(text, 'the database is missing');
      return { scheme, path, database };
    }
    case 'duckdb': {
      const path = text.slice(scheme.length + 1);
      if (path === '') throw badUrl(text, 'the path is missing');
      return { scheme, path };
    }
    case 'http':
    case 'https':
    case 'vertica': {
      let url: URL;
      try {
        // The standard parser takes apart only schemes it knows as hierarchical in the same way.
        url = new URL(scheme === 'vertica' ? text.replace(/^vertica:/, 'http:') : text);
      } catch (cause) {
        throw badUrl(text, cause instanceof Error ? cause.message : 'not a URL');
      }
      const defaults = SERVER_DEFAULTS[scheme];
      const database = decodeURIComponent(url.pathname.slice(1)) || defaults.database;
      if (database === '') throw badUrl(text, 'the database is missing');
      if (database.includes('/')) throw badUrl(text, 'the path is more than one database name');
      // WHATWG drops a port that is the scheme's own default (http 80), so it is read from the text.
      const port = /^[a-z]+:\/\/(?:[^@/]*@)?(?:\[[^\]]*\]|[^:/?#]*):(\d+)/.exec(text)?.[1];
      return {
        scheme,
        host: url.hostname,
        port: port === undefined ? defaults.port : Number(port),
        user: decodeURIComponent(url.username) || defaults.user,
        password: decodeURIComponent(url.password),
        database,
        options: Object.fromEntries(url.searchParams),
      };
    }
    default:
      throw badUrl(
        text,
        scheme === undefined ? 'it names no engine' : `unknown engine "${scheme}"`,
      );
  }
}
