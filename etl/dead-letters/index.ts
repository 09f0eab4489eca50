export { DeadLetterWriter, type DeadLetterWriterOptions } from './dead-letter-writer';
export { connectKafka, type KafkaConnection, readClusterId } from './kafka-connection';
export { DEAD_LETTER_TOPIC, LETTER_HEADER_PREFIX } from './letter-message';
