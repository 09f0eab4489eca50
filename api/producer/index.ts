export { BatchingProducer, type BatchingOptions } from './batching-producer';
export type { BatchSender } from './batch-sender';
export { KafkaSender, type KafkaSaslOptions, type KafkaSenderOptions } from './kafka-sender';
export {
  type KafkaReadiness,
  type MarkProducer,
  ProduceRefusedError,
  type ProduceRefusal,
  type ProducerGauges,
} from './mark-producer';
export { reasonOf } from './reason';
