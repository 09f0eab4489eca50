import { BadInputError } from '../../errors';
import { parseStorageUrl, redactStorageUrl, StorageError } from '../../loaders';

/** The URL of each shard of a cluster; one alone for a storage that is no cluster. */
export type ShardUrls = readonly string[];

/**
 * Takes a list of shards apart, with commas between. The order of the shards is part of the data: it
 * decides where a partition's marks are.
 *
 * @throws BadInputError that names `variable`
 */
export function parseShards(variable: string, text: string): ShardUrls {
  const urls = text.split(',').map((url) => url.trim());
  for (const url of urls) {
    let scheme: string;
    try {
      ({ scheme } = parseStorageUrl(url));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      throw new BadInputError(variable, error.message, 'commas separate the shards of a cluster', {
        cause: error,
      });
    }
    if (urls.length > 1 && !/^https?$/.test(scheme)) {
      throw new BadInputError(
        variable,
        `${redactStorageUrl(url)} cannot be a part of a cluster`,
        'name one storage alone, or only ClickHouse servers (http, https)',
      );
    }
  }
  const twice = urls.find((url, at) => urls.indexOf(url) !== at);
  if (twice !== undefined) {
    throw new BadInputError(
      variable,
      `${redactStorageUrl(twice)} is named twice`,
      'name every shard once',
    );
  }
  return urls;
}
