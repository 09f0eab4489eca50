export { findKafka, type FindKafkaOptions, kafkaOrReason, type KafkaSource } from './find-kafka';
export { readTopic, type TopicRecord } from './read-topic';
export { type RunningKafka, startKafka, type StartKafkaOptions } from './start-kafka';
