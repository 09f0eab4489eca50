export { parseShards, type ShardUrls } from './shard-urls';
export { ShardedSink } from './sharded-sink';
