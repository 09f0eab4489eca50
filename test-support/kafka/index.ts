export { findKafka, type FindKafkaOptions, kafkaOrReason, type KafkaSource } from './find-kafka';
export { readTopic, type TopicRecord } from './read-topic';
export { type RunningKafka, startKafka, type StartKafkaOptions } from './start-kafka';
export { CODEC_NAMES, type CodecName, openProducer, type TestProducer } from './produce';
export { recordingHandler, type RecordingHandler, type SeenRecord } from './recording-handler';
export { buildRecordBatch, type DraftRecord, type RecordBatchOptions } from './build-record-batch';
export { OLD_MESSAGES } from './old-messages';
