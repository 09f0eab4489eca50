import type { MarkMessage } from '../../marks/wire';

/** Why marks were not taken; the closed list from which the type comes. */
export const PRODUCE_REFUSALS = [
  /** Too many bytes wait for Kafka already. */
  'overloaded',
  /** Kafka did not acknowledge within the deadline. */
  'kafka-unavailable',
  /** The producer was closed. */
  'shutting-down',
] as const;

export type ProduceRefusal = (typeof PRODUCE_REFUSALS)[number];

/**
 * The marks were not acknowledged and are no longer held. After `kafka-unavailable` Kafka may still
 * have them, when its answer was what got lost: sending them again is harmless.
 */
export class ProduceRefusedError extends Error {
  override readonly name = 'ProduceRefusedError';

  constructor(
    readonly refusal: ProduceRefusal,
    options?: ErrorOptions,
  ) {
    super(refusal, options);
  }
}

export type KafkaReadiness =
  { readonly status: 'ready' } | { readonly status: 'unreachable'; readonly reason: string };

/** What the producer holds and has done, for metrics. */
export interface ProducerGauges {
  /** Bytes of keys and values that wait for Kafka's acknowledgement. */
  readonly heldBytes: number;
  readonly acknowledgedMarks: number;
  /** Produce requests that ended in an acknowledgement. */
  readonly acknowledgedBatches: number;
  readonly failedAttempts: number;
}

/** The way into Kafka, as the rest of the API sees it. */
export interface MarkProducer {
  /**
   * Resolves when every in-sync replica has all of the marks (acks=all).
   *
   * @throws ProduceRefusedError at the deadline at the latest
   */
  produce(messages: readonly MarkMessage[]): Promise<void>;
  /** Asks Kafka for the topic; answers within a second or so. */
  readiness(): Promise<KafkaReadiness>;
  gauges(): ProducerGauges;
  /** Refuses new marks, waits for those it holds, then disconnects. */
  close(): Promise<void>;
}
