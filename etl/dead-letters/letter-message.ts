import { createHash } from 'node:crypto';
import type { IHeaders, Message } from 'kafkajs';
import type { DeadLetter } from '../delivery';

/** Topic of records that cannot be rows. */
export const DEAD_LETTER_TOPIC = 'view-marks.dead';

/** Every header that is added begins like this; those of the record stay as they were. */
export const LETTER_HEADER_PREFIX = 'viewmarks-';

const DETAIL_CHARACTERS = 300;

function addedHeaders({ topic, partition, offset, key, reason }: DeadLetter): IHeaders {
  return {
    [`${LETTER_HEADER_PREFIX}reason`]: reason.code,
    [`${LETTER_HEADER_PREFIX}detail`]: reason.detail.slice(0, DETAIL_CHARACTERS),
    [`${LETTER_HEADER_PREFIX}topic`]: topic,
    [`${LETTER_HEADER_PREFIX}partition`]: String(partition),
    [`${LETTER_HEADER_PREFIX}offset`]: String(offset),
    ...(key && { [`${LETTER_HEADER_PREFIX}key`]: key }),
  };
}

/** Which record of Kafka the letter is: the same key for the same record, so that a second copy replaces the first. */
export function letterKey({
  topic,
  partition,
  offset,
}: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}:${partition}:${offset}`;
}

/**
 * The letter as a record of its topic. A record without a value gets an empty one and says so in a
 * header, because a compacted topic forgets a key whose value is null.
 *
 * @param keepValue false when the topic does not take a record of that size: then the header tells
 *   length and SHA-256 of the value, which stays where it was for as long as Kafka keeps it
 */
export function letterMessage(letter: DeadLetter, keepValue = true): Message {
  const { value, headers, timestampMs } = letter;
  const all: IHeaders = {};
  for (const { key, value: header } of headers) {
    const earlier = all[key];
    const bytes = header ?? Buffer.alloc(0);
    all[key] = earlier === undefined ? bytes : [...[earlier].flat(), bytes];
  }
  Object.assign(all, addedHeaders(letter));
  if (value === null) {
    all[`${LETTER_HEADER_PREFIX}value`] = 'none';
  } else if (!keepValue) {
    const digest = createHash('sha256').update(value).digest('hex');
    all[`${LETTER_HEADER_PREFIX}value`] = `omitted; ${value.length} bytes, sha256 ${digest}`;
  }
  return {
    key: letterKey(letter),
    value: value !== null && keepValue ? value : Buffer.alloc(0),
    headers: all,
    timestamp: String(Math.max(0, timestampMs)),
  };
}

/** Bytes of a message, roughly; enough to stay below a broker's bound for one batch. */
export function messageBytes({ value, headers = {} }: Message): number {
  const headerBytes = Object.entries(headers).reduce(
    (bytes, [key, header]) =>
      bytes + key.length + [header].flat().reduce((sum, part) => sum + (part?.length ?? 0), 8),
    0,
  );
  return 100 + (value?.length ?? 0) + headerBytes;
}
