export { type KafkaSource, openKafkaSource } from './kafka-source';
export type { KafkaSaslOptions, KafkaSourceOptions, ReaderName } from './kafka-source-options';
export {
  type Assignment,
  type CommittedOffset,
  type FetchedRecords,
  type MarkSource,
  type MarkSourceHandler,
  type PartitionBounds,
  type RecordCursor,
  type RecordHeader,
  SOURCE_ERROR_CODES,
  SourceError,
  type SourceErrorCode,
} from './mark-source';
