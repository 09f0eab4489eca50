import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadInputError } from '../../errors';
import { parseStorageUrl, redactStorageUrl } from '../../loaders';

/** A storage that the run is to measure. */
export interface StorageTarget {
  /** Short and unique in the run: `clickhouse-embedded`. */
  readonly name: string;
  readonly url: string;
  /**
   * Where its data is: in the run's temporary folder, at a path that the user named, on a server
   * that the user named, or nowhere. `missing` is a storage that a run without named storages would
   * measure if it were told where it is.
   */
  readonly data:
    | { readonly kind: 'temporary' }
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'server' }
    | { readonly kind: 'none' }
    | { readonly kind: 'missing'; readonly reason: string };
}

const NAMES = {
  chdb: 'clickhouse-embedded',
  http: 'clickhouse-http',
  https: 'clickhouse-http',
  duckdb: 'duckdb',
  vertica: 'vertica',
  null: 'null',
} as const;

/** Vertica has no public image, so there is none unless the user has one. */
function verticaTarget(url: string | undefined): StorageTarget {
  const name = NAMES.vertica;
  if (!url) {
    const reason = 'no Vertica server (set VERTICA_URL)';
    return { name, url: 'vertica:', data: { kind: 'missing', reason } };
  }
  if (!url.startsWith('vertica:')) {
    throw new BadInputError(
      'VERTICA_URL',
      `${redactStorageUrl(url)} is no URL of a Vertica server`,
      'write vertica://user:password@host:5433/database',
    );
  }
  return { name, url, data: dataOf(url) };
}

/**
 * The storages of a run whose user named none: both embedded engines, the client's own cost, and
 * Vertica where there is a server.
 *
 * @param verticaUrl what VERTICA_URL holds
 * @throws BadInputError, StorageError BAD_URL when that is no URL of a Vertica server
 */
export function defaultTargets(
  temporaryFolder: string,
  verticaUrl: string | undefined,
): readonly StorageTarget[] {
  const temporary = { kind: 'temporary' } as const;
  return [
    {
      name: NAMES.chdb,
      url: `chdb:${join(temporaryFolder, 'clickhouse')}`,
      data: temporary,
    },
    {
      name: NAMES.duckdb,
      url: `duckdb:${join(temporaryFolder, 'marks.duckdb')}`,
      data: temporary,
    },
    { name: NAMES.null, url: 'null:', data: { kind: 'none' } },
    verticaTarget(verticaUrl),
  ];
}

function dataOf(url: string): StorageTarget['data'] {
  const parsed = parseStorageUrl(url);
  switch (parsed.scheme) {
    case 'chdb':
    case 'duckdb':
      return { kind: 'path', path: parsed.path };
    case 'null':
      return { kind: 'none' };
    default:
      return { kind: 'server' };
  }
}

function isEmpty(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return true;
  return found.isDirectory() ? readdirSync(path).length === 0 : found.size === 0;
}

/**
 * The storages of a comma-separated list of URLs. `vertica:` stands for the server of VERTICA_URL, or
 * for the line in the report that there is none.
 *
 * @param verticaUrl what VERTICA_URL holds
 * @param overwrite the user allows view_marks and films at these URLs to be replaced
 * @throws StorageError BAD_URL; BadInputError when one is named twice, or when a path already holds something
 */
export function targetsOf(
  text: string,
  overwrite: boolean,
  verticaUrl?: string,
): readonly StorageTarget[] {
  const seen = new Set<string>();
  const used = new Map<string, number>();
  return text.split(',').map((part) => {
    const target = part.trim() === 'vertica:' ? verticaTarget(verticaUrl) : undefined;
    const url = target?.url ?? part.trim();
    const data = target?.data ?? dataOf(url);
    const key = data.kind === 'path' ? resolve(data.path) : url;
    if (seen.has(key)) {
      throw new BadInputError(
        '--storages',
        `${redactStorageUrl(url)} is named twice`,
        'name every storage once',
      );
    }
    seen.add(key);
    if (data.kind === 'path' && !overwrite && !isEmpty(data.path)) {
      throw new BadInputError(
        '--storages',
        `${url}: there is something at ${data.path} already`,
        'name a path that does not exist yet, or add --overwrite to replace the tables view_marks and films there',
      );
    }
    const base = target?.name ?? NAMES[parseStorageUrl(url).scheme];
    const number = (used.get(base) ?? 0) + 1;
    used.set(base, number);
    return { name: number === 1 ? base : `${base}-${number}`, url, data };
  });
}
