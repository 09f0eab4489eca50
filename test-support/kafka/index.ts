export { findKafka, type FindKafkaOptions, kafkaOrReason, type KafkaSource } from './find-kafka';
export { type RunningKafka, startKafka, type StartKafkaOptions } from './start-kafka';
