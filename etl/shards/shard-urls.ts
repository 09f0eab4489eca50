import { BadInputError } from '../../errors';
import { parseStorageUrl, redactStorageUrl, StorageError } from '../../loaders';

/** The URLs of a cluster: for each shard its replicas, in the order in which they are tried. */
export type ShardUrls = readonly (readonly string[])[];

/**
 * Takes a list of shards apart: commas between shards, `|` between the replicas of one. The order of
 * the shards is part of the data: it decides where a partition's marks are.
 *
 * @throws BadInputError that names `variable`
 */
export function parseShards(variable: string, text: string): ShardUrls {
  const shards = text.split(',').map((shard) => shard.split('|').map((url) => url.trim()));
  const urls = shards.flat();
  for (const url of urls) {
    let scheme: string;
    try {
      ({ scheme } = parseStorageUrl(url));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      throw new BadInputError(variable, error.message, 'commas separate shards, | replicas', {
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
      'name every replica once',
    );
  }
  return shards;
}
