import { loadCodecs, selfTest } from '../record-batches';
import type { KafkaSourceSettings } from '../kafka-source-options';
import { firstLine } from '../source-errors';
import { KafkajsReader } from './kafkajs-reader';
import { teachCodecs } from './kafkajs-codecs';
import { LazyReader } from './lazy-reader';
import type { FetchReader } from './partition-answer';

/**
 * The reader that was asked for; the client's own, with a warning, when the lazy one cannot read
 * batches that it must be able to read.
 *
 * @param test throws when the lazy reader cannot be trusted on this machine
 */
export async function openReader(
  { reader, maxUncompressedBytes, warn }: KafkaSourceSettings,
  test: () => void = selfTest,
): Promise<FetchReader> {
  await loadCodecs();
  teachCodecs(maxUncompressedBytes);
  if (reader === 'kafkajs') return new KafkajsReader();
  try {
    test();
    return new LazyReader(maxUncompressedBytes);
  } catch (error) {
    warn(`the lazy reader failed its self-test and is not used: ${firstLine(error)}`);
    return new KafkajsReader();
  }
}
