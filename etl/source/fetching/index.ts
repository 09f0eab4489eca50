export { openReader } from './open-reader';
export type { FetchLimits, FetchReader, PartitionAnswer, PartitionWish } from './partition-answer';
