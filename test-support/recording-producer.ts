import type { KafkaReadiness, MarkProducer, ProducerGauges } from '../api/producer';
import type { MarkMessage } from '../marks/wire';

/** Stands where Kafka stands, for tests of what happens before a mark gets that far. */
export class RecordingProducer implements MarkProducer {
  readonly messages: MarkMessage[] = [];

  produce(messages: readonly MarkMessage[]): Promise<void> {
    this.messages.push(...messages);
    return Promise.resolve();
  }

  readiness(): Promise<KafkaReadiness> {
    return Promise.resolve({ status: 'ready' });
  }

  gauges(): ProducerGauges {
    return { heldBytes: 0, acknowledgedMarks: 0, acknowledgedBatches: 0, failedAttempts: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
