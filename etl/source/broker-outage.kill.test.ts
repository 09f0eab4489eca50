import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  kafkaOrReason,
  openProducer,
  recordingHandler,
  type RunningKafka,
  startKafka,
} from '../../test-support/kafka';
import { describeIf } from '../../test-support/skipping';
import { openKafkaSource } from './index';

describeIf(kafkaOrReason({ ownBroker: true }))(
  'A source whose broker goes away',
  { timeout: 90_000 },
  () => {
    let kafka: RunningKafka;

    beforeAll(async () => {
      kafka = await startKafka({ ownBroker: true });
    }, 240_000);

    afterAll(async () => {
      await kafka.stop();
    });

    async function send(topic: string, value: string): Promise<void> {
      const producer = await openProducer(kafka.brokers, topic);
      await producer.send([{ value }]);
      await producer.close();
    }

    it.each(['lazy', 'kafkajs'] as const)(
      'goes on by itself after its kill -9 and return, with the reader %s',
      async (reader) => {
        const topic = `outage-${reader}`;
        await kafka.createTopic(topic, { partitions: 1 });
        await send(topic, 'before');
        const handler = recordingHandler({
          assigned: () => Promise.resolve({ fromOffset: handler.seen.length }),
        });
        const source = await openKafkaSource({
          brokers: kafka.brokers,
          groupId: `group-${topic}`,
          topic,
          reader,
          maxWaitMs: 50,
        });
        try {
          await source.start(handler);
          await handler.until(() => handler.seen.length === 1);
          await kafka.kill9();
          await expect(
            source.commit(handler.assignments.at(-1)!, { offset: 1, metadata: 'lost' }),
          ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
          await kafka.restart();
          await send(topic, 'after');
          await handler.until(() => handler.seen.length === 2);
          expect(handler.seen.map(({ value }) => value)).toEqual(['before', 'after']);
          expect(handler.failures).toEqual([]);
        } finally {
          await source.stop();
        }
      },
    );

    it('stops to count partitions as its own when the broker has not answered for a session', async () => {
      const topic = 'outage-silent';
      await kafka.createTopic(topic, { partitions: 1 });
      const handler = recordingHandler();
      const source = await openKafkaSource({
        brokers: kafka.brokers,
        groupId: `group-${topic}`,
        topic,
        sessionTimeoutMs: 6_000,
        heartbeatIntervalMs: 200,
      });
      try {
        await source.start(handler);
        const [assignment] = handler.assignments;
        await kafka.pause();
        await handler.until(() => handler.revocations.length === 1);
        expect(assignment!.isCurrent()).toBe(false);
        await expect(source.commit(assignment!, { offset: 0, metadata: '' })).rejects.toMatchObject(
          { code: 'NOT_ASSIGNED' },
        );
        await kafka.resume();
        await handler.until(() => handler.assignments.length === 2);
      } finally {
        await kafka.resume();
        await source.stop();
      }
    });
  },
);
