import { type Kafka, KafkaJSProtocolError, type Message, type Producer } from 'kafkajs';
import { type DeadLetter, DeadLetterError, type DeadLetterSink } from '../delivery';
import { letterKey, letterMessage, messageBytes } from './letter-message';

/** Below the 1 MiB that a broker takes as one batch by default. */
const BYTES_PER_REQUEST = 900_000;
/** Above that, so that a record of a topic with the default bound fits with its added headers. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;
const ACKNOWLEDGED_BY_ALL = -1;

function isTooLarge(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof KafkaJSProtocolError && cause.type === 'MESSAGE_TOO_LARGE') return true;
  }
  return false;
}

function deadLetterError(topic: string, cause: unknown): DeadLetterError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DeadLetterError(`the topic ${topic} did not take the letters: ${reason}`, { cause });
}

function* chunksOf(messages: readonly Message[]): Generator<Message[]> {
  let chunk: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const more = messageBytes(message);
    if (chunk.length > 0 && bytes + more > BYTES_PER_REQUEST) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += more;
  }
  if (chunk.length > 0) yield chunk;
}

export interface DeadLetterWriterOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly warn: (line: string) => void;
}

/** Writes dead letters to their topic, which is made when it is missing. */
export class DeadLetterWriter implements DeadLetterSink {
  readonly #options: DeadLetterWriterOptions;
  #producer: Promise<Producer> | undefined;

  constructor(options: DeadLetterWriterOptions) {
    this.#options = options;
  }

  async write(letters: readonly DeadLetter[]): Promise<void> {
    const { topic } = this.#options;
    try {
      const producer = await this.#connected();
      for (const messages of chunksOf(letters.map((letter) => letterMessage(letter)))) {
        await this.#send(producer, letters, messages);
      }
    } catch (cause) {
      throw deadLetterError(topic, cause);
    }
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    await producer?.disconnect();
  }

  #connected(): Promise<Producer> {
    this.#producer ??= this.#connect().catch((error: unknown) => {
      this.#producer = undefined;
      throw error;
    });
    return this.#producer;
  }

  async #connect(): Promise<Producer> {
    const { kafka, topic } = this.#options;
    const admin = kafka.admin();
    await admin.connect();
    try {
      if (!(await admin.listTopics()).includes(topic)) {
        await admin.createTopics({
          topics: [
            {
              topic,
              configEntries: [
                // Of two copies of one letter, one is enough.
                { name: 'cleanup.policy', value: 'compact' },
                { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
              ],
            },
          ],
          waitForLeaders: true,
        });
      }
    } finally {
      await admin.disconnect();
    }
    const producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
    await producer.connect();
    return producer;
  }

  async #send(
    producer: Producer,
    letters: readonly DeadLetter[],
    messages: readonly Message[],
  ): Promise<void> {
    const { topic, warn } = this.#options;
    const send = (some: readonly Message[]): Promise<unknown> =>
      producer.send({ topic, acks: ACKNOWLEDGED_BY_ALL, messages: [...some] });
    try {
      await send(messages);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (messages.length > 1) {
        for (const message of messages) await this.#send(producer, letters, [message]);
        return;
      }
      const [message] = messages;
      const letter = letters.find((one) => letterKey(one) === message!.key);
      warn(
        `the topic ${topic} does not take a letter of ${messageBytes(message!)} bytes; its value is left out: ${letterKey(letter!)}`,
      );
      await send([letterMessage(letter!, false)]);
    }
  }
}
