import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { BadInputError } from '../errors';
import { parseStorageUrl } from '../loaders';

/** A database of its own: the one named `default` of a folder cannot keep a film table. */
const DEFAULT_STORAGE = 'chdb:./data/ch?database=viewmarks';

/** `--storage URL`, from VIEWMARKS_STORAGE when it is not given. */
export function storageOption(): Option {
  return new Option(
    '--storage <url>',
    'chdb:DIR?database=NAME or http://user:pw@host:8123/database',
  )
    .env('VIEWMARKS_STORAGE')
    .default(DEFAULT_STORAGE);
}

/**
 * The URL, when there may be something behind it: to open a folder that is not there would make it.
 *
 * @throws BadInputError for a `chdb:` or `duckdb:` path that does not exist
 */
export function existingStorage(url: string): string {
  const parsed = parseStorageUrl(url);
  if ('path' in parsed && !existsSync(parsed.path)) {
    throw new BadInputError(
      '--storage',
      `${parsed.path} does not exist`,
      'name a folder with marks, or make one with npm run migrate',
    );
  }
  return url;
}
