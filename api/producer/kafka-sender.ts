import { ProduceAcks, Producer } from '@platformatic/kafka';
import type { MarkMessage } from '../../marks/wire';
import type { BatchSender } from './batch-sender';
import type { KafkaReadiness } from './mark-producer';
import { partitionHash } from './partition-hash';
import { reasonOf } from './reason';

export interface KafkaSaslOptions {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: string;
}

export interface KafkaSenderOptions {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly topic: string;
  /** TLS, with the PEM text of a certificate authority unless the system's are meant. */
  readonly tls?: { readonly ca?: string } | undefined;
  readonly sasl?: KafkaSaslOptions | undefined;
  /** For connecting, and for one request. */
  readonly timeoutMs: number;
  readonly maxInFlightBatches: number;
}

const READINESS_TIMEOUT_MS = 1_000;

/** Batches of marks into one topic, acks=all, by @platformatic/kafka. */
export class KafkaSender implements BatchSender {
  private producer: Producer;

  constructor(private readonly options: KafkaSenderOptions) {
    this.producer = this.connectLazily();
  }

  async send(messages: readonly MarkMessage[]): Promise<void> {
    const { topic } = this.options;
    const { producer } = this;
    try {
      await producer.send({
        acks: ProduceAcks.ALL,
        messages: messages.map(({ key, value }) => ({
          topic,
          key: Buffer.from(key, 'latin1'),
          value: Buffer.from(value, 'latin1'),
        })),
      });
    } catch (cause) {
      // Whatever failed, another broker may lead the partition by now.
      producer.clearMetadata();
      throw cause;
    }
  }

  reset(): void {
    const abandoned = this.producer;
    this.producer = this.connectLazily();
    // Destroyed and not closed: closing would first send what is still buffered, after its marks were refused.
    for (const [, connection] of abandoned.connections) connection.socket.destroy();
    abandoned.close().catch(() => undefined);
  }

  async readiness(): Promise<KafkaReadiness> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer in ${READINESS_TIMEOUT_MS} ms`));
      }, READINESS_TIMEOUT_MS);
    });
    try {
      const asked = this.producer.metadata({ topics: [this.options.topic], forceUpdate: true });
      await Promise.race([asked, late]);
      return { status: 'ready' };
    } catch (error) {
      return { status: 'unreachable', reason: reasonOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.producer.close();
  }

  private connectLazily(): Producer {
    const { brokers, clientId, tls, sasl, timeoutMs, maxInFlightBatches } = this.options;
    return new Producer({
      clientId,
      bootstrapBrokers: [...brokers],
      // The same partition for a key as Kafka's own clients choose; the library takes the modulus.
      partitioner: (_message, key) => partitionHash(key!),
      autocreateTopics: false,
      // Retrying is the caller's, who knows the deadline.
      retries: 0,
      timeout: timeoutMs,
      connectTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      maxInflights: maxInFlightBatches,
      // Its own schema check of every message costs more than encoding them.
      strict: false,
      ...(tls && { tls: tls.ca === undefined ? {} : { ca: tls.ca } }),
      ...(sasl && { sasl: { ...sasl } }),
    });
  }
}
