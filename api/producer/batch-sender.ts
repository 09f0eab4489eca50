import type { MarkMessage } from '../../marks/wire';
import type { KafkaReadiness } from './mark-producer';

/** One connection to Kafka: each batch is one try, without a retry of its own. */
export interface BatchSender {
  /** Resolves when Kafka has acknowledged the whole batch with acks=all. */
  send(messages: readonly MarkMessage[]): Promise<void>;
  /** Drops every connection with what is still on its way; the next send connects anew. */
  reset(): void;
  readiness(): Promise<KafkaReadiness>;
  close(): Promise<void>;
}
