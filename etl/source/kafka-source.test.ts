import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  kafkaOrReason,
  openProducer,
  recordingHandler,
  type RecordingHandler,
  type RunningKafka,
  startKafka,
  type TestProducer,
} from '../../test-support/kafka';
import { describeIf } from '../../test-support/skipping';
import { type KafkaSource, type KafkaSourceOptions, openKafkaSource, SourceError } from './index';

const READERS = ['lazy', 'kafkajs'] as const;

describeIf(kafkaOrReason())('a Kafka source', { timeout: 15_000 }, () => {
  let kafka: RunningKafka;
  const sources: KafkaSource[] = [];
  const producers: TestProducer[] = [];

  beforeAll(async () => {
    kafka = await startKafka();
  }, 240_000);

  afterEach(async () => {
    await Promise.all(sources.splice(0).map((source) => source.stop()));
    await Promise.all(producers.splice(0).map((producer) => producer.close()));
  });

  afterAll(async () => {
    await kafka.stop();
  });

  async function makeTopic(partitions = 1): Promise<string> {
    const topic = `source-${randomUUID()}`;
    await kafka.createTopic(topic, { partitions });
    return topic;
  }

  async function producerOf(topic: string, transactionalId?: string): Promise<TestProducer> {
    const producer = await openProducer(kafka.brokers, topic, transactionalId);
    producers.push(producer);
    return producer;
  }

  async function open(
    topic: string,
    options: Partial<KafkaSourceOptions> = {},
  ): Promise<KafkaSource> {
    const source = await openKafkaSource({
      brokers: kafka.brokers,
      groupId: `group-${topic}`,
      topic,
      maxWaitMs: 50,
      ...options,
    });
    sources.push(source);
    return source;
  }

  async function started(
    topic: string,
    handler: RecordingHandler,
    options: Partial<KafkaSourceOptions> = {},
  ): Promise<KafkaSource> {
    const source = await open(topic, options);
    await source.start(handler);
    return source;
  }

  function texts(from: number, to: number): { value: string }[] {
    return Array.from({ length: to - from }, (_, at) => ({ value: `value ${from + at}` }));
  }

  describe.each(READERS)('with the reader %s', (reader) => {
    it('hands over offset, time, key, value and headers of every record', async () => {
      const topic = await makeTopic();
      const producer = await producerOf(topic);
      await producer.send([
        {
          key: 'k',
          value: 'grüße',
          timestamp: '1700000000123',
          headers: { a: '1', b: ['2', '3'] },
        },
        { key: 'k2', value: null, timestamp: '1699999999000' },
        { value: '', timestamp: '1700000000124' },
        { key: '', value: 'x', timestamp: '1700000000124' },
      ]);
      const handler = recordingHandler();
      const source = await started(topic, handler, { reader });
      expect(source.reader).toBe(reader);
      await handler.until(() => handler.seen.length === 4);
      expect(handler.seen).toEqual([
        {
          partition: 0,
          offset: 0,
          timestampMs: 1_700_000_000_123,
          key: 'k',
          value: 'grüße',
          headers: [
            ['a', '1'],
            ['b', '2'],
            ['b', '3'],
          ],
        },
        {
          partition: 0,
          offset: 1,
          timestampMs: 1_699_999_999_000,
          key: 'k2',
          value: null,
          headers: [],
        },
        {
          partition: 0,
          offset: 2,
          timestampMs: 1_700_000_000_124,
          key: null,
          value: '',
          headers: [],
        },
        {
          partition: 0,
          offset: 3,
          timestampMs: 1_700_000_000_124,
          key: '',
          value: 'x',
          headers: [],
        },
      ]);
      const last = handler.fetches.at(-1)!;
      expect(last.endOffset).toBe(4);
      expect(last.highWatermark).toBe(4);
    });

    it('hands every record over once, whatever the sizes of batches and fetches', async () => {
      const topic = await makeTopic(3);
      const producer = await producerOf(topic);
      const counts = [1, 2, 300, 1, 1000, 7];
      let sent = 0;
      for (const count of counts) {
        await producer.send(
          texts(sent, sent + count).map((message, at) => ({ ...message, partition: at % 3 })),
        );
        sent += count;
      }
      const handler = recordingHandler();
      await started(topic, handler, { reader, maxBytesPerPartition: 2_000, maxBytes: 5_000 });
      await handler.until(() => handler.seen.length >= sent);
      expect(new Set(handler.seen.map(({ value }) => value)).size).toBe(sent);
      expect(handler.seen).toHaveLength(sent);
      for (const partition of [0, 1, 2]) {
        const offsets = handler.seen
          .filter((record) => record.partition === partition)
          .map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.map((_, at) => at));
        let next = 0;
        for (const fetch of handler.fetches) {
          if (fetch.assignment.partition !== partition) continue;
          expect(fetch.fromOffset).toBe(next);
          next = fetch.endOffset;
        }
      }
    });

    it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('reads %s', async (codec) => {
      const topic = await makeTopic();
      const producer = await producerOf(topic);
      await producer.send(texts(0, 5000), codec);
      await producer.send(texts(5000, 5001), codec);
      await producer.send(texts(5001, 5002));
      const handler = recordingHandler();
      await started(topic, handler, { reader });
      await handler.until(() => handler.seen.length >= 5002);
      expect(handler.seen.map(({ value }) => value)).toEqual(
        texts(0, 5002).map(({ value }) => value),
      );
    });

    it('begins in the middle of a batch', async () => {
      const topic = await makeTopic();
      const producer = await producerOf(topic);
      await producer.send(texts(0, 100));
      const handler = recordingHandler({ assigned: () => Promise.resolve({ fromOffset: 60 }) });
      await started(topic, handler, { reader });
      await handler.until(() => handler.seen.length >= 40);
      expect(handler.seen.map(({ offset }) => offset)).toEqual(
        Array.from({ length: 40 }, (_, at) => 60 + at),
      );
      expect(handler.fetches[0]!.fromOffset).toBe(60);
    });

    it('leaves out what was rolled back, and the markers of transactions', async () => {
      const topic = await makeTopic();
      const producer = await producerOf(topic, `tx-${topic}`);
      let sent = 0;
      for (const ending of ['commit', 'abort', 'commit', 'abort', 'commit'] as const) {
        const transaction = await producer.transaction();
        await transaction.send(texts(sent, sent + 5));
        await transaction.send(texts(sent + 5, sent + 10));
        await transaction[ending]();
        sent += 10;
      }
      const handler = recordingHandler();
      await started(topic, handler, { reader });
      // 50 records and 5 markers.
      await handler.until(() => handler.fetches.at(-1)?.endOffset === 55);
      expect(handler.seen.map(({ value }) => value)).toEqual(
        [...texts(0, 10), ...texts(20, 30), ...texts(40, 50)].map(({ value }) => value),
      );
    });

    it('covers a rolled-back end of the log, and shows nothing of an open transaction', async () => {
      const topic = await makeTopic();
      const producer = await producerOf(topic, `tx-${topic}`);
      const aborted = await producer.transaction();
      await aborted.send(texts(0, 3));
      await aborted.abort();
      const open = await producer.transaction();
      await open.send(texts(3, 6));
      const handler = recordingHandler();
      const source = await started(topic, handler, { reader });
      await handler.until(() => handler.fetches.at(-1)?.endOffset === 4);
      expect(handler.seen).toEqual([]);
      expect(await source.bounds(handler.assignments[0]!)).toEqual({ logStart: 0, end: 4 });
      await open.commit();
      await handler.until(() => handler.seen.length === 3);
      expect(handler.seen.map(({ offset }) => offset)).toEqual([4, 5, 6]);
    });

    it('says OUT_OF_RANGE, and never begins elsewhere, above and below the log', async () => {
      const topic = await makeTopic();
      const producer = await producerOf(topic);
      await producer.send(texts(0, 10));
      const handler = recordingHandler({ assigned: () => Promise.resolve({ fromOffset: 11 }) });
      const source = await started(topic, handler, { reader });
      await handler.until(() => handler.failures.length === 1);
      expect(handler.failures[0]).toMatchObject({ name: 'SourceError', code: 'OUT_OF_RANGE' });
      expect(handler.seen).toEqual([]);
      const assignment = handler.assignments[0]!;
      expect(await source.committed(assignment)).toEqual({ offset: null, metadata: '' });

      await kafka.deleteRecords(topic, { partition: 0, before: 5 });
      expect(await source.bounds(assignment)).toEqual({ logStart: 5, end: 10 });
      source.seek(assignment, 4);
      await handler.until(() => handler.failures.length === 2);
      expect(handler.failures[1]).toMatchObject({ code: 'OUT_OF_RANGE' });
      source.seek(assignment, 5);
      await handler.until(() => handler.seen.length === 5);
      expect(await source.committed(assignment)).toEqual({ offset: null, metadata: '' });
    });
  });

  it('holds records back until the handler has said where to begin', async () => {
    const topic = await makeTopic();
    const producer = await producerOf(topic);
    await producer.send(texts(0, 3));
    let begin: (from: { fromOffset: number }) => void = () => undefined;
    const handler = recordingHandler({
      assigned: () =>
        new Promise((resolve) => {
          begin = resolve;
        }),
    });
    const source = await started(topic, handler);
    const [assignment] = handler.assignments;
    expect(await source.bounds(assignment!)).toEqual({ logStart: 0, end: 3 });
    expect(await source.committed(assignment!)).toEqual({ offset: null, metadata: '' });
    expect(handler.fetches).toEqual([]);
    begin({ fromOffset: 1 });
    await handler.until(() => handler.seen.length === 2);
  });

  it('asks for no more of a partition while the handler has records of it, and goes on elsewhere', async () => {
    const topic = await makeTopic(2);
    const producer = await producerOf(topic);
    await producer.send([
      { partition: 0, value: 'a' },
      { partition: 1, value: 'b' },
    ]);
    let release: () => void = () => undefined;
    const handler = recordingHandler({
      records: ({ assignment }) =>
        assignment.partition === 1
          ? Promise.resolve()
          : new Promise((resolve) => {
              release = resolve;
            }),
    });
    await started(topic, handler);
    await handler.until(() => handler.seen.length === 2);
    await producer.send([
      { partition: 0, value: 'c' },
      { partition: 1, value: 'd' },
    ]);
    await handler.until(() => handler.seen.length === 3);
    expect(handler.seen[2]).toMatchObject({ value: 'd' });
    release();
    await handler.until(() => handler.seen.length === 4);
    expect(handler.seen[3]).toMatchObject({ value: 'c' });
    release();
  });

  it('stops fetching a paused partition and goes on when it is resumed', async () => {
    const topic = await makeTopic(2);
    const producer = await producerOf(topic);
    const handler = recordingHandler();
    const source = await started(topic, handler);
    const paused = handler.assignments.find(({ partition }) => partition === 0)!;
    source.pause(paused);
    // Under way when it was paused, a fetch may still bring what comes now: let it return first.
    await producer.send([{ partition: 1, value: 'after the pause' }]);
    await handler.until(() => handler.seen.length === 1);
    await producer.send([{ partition: 0, value: 'held' }]);
    await producer.send([{ partition: 1, value: 'free' }]);
    await handler.until(() => handler.seen.length === 2);
    expect(handler.seen[1]).toMatchObject({ value: 'free' });
    source.resume(paused);
    await handler.until(() => handler.seen.length === 3);
  });

  it('goes back to where it is sought, also while the handler has records', async () => {
    const topic = await makeTopic();
    const producer = await producerOf(topic);
    await producer.send(texts(0, 4));
    let sought = false;
    const handler: RecordingHandler = recordingHandler({
      records: ({ assignment }) => {
        if (!sought) source.seek(assignment, 2);
        sought = true;
        return Promise.resolve();
      },
    });
    const source = await open(topic);
    await source.start(handler);
    await handler.until(() => handler.seen.length === 6);
    expect(handler.seen.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 2, 3]);
  });

  it('keeps a commit with its metadata over a restart, and moves it back when told to', async () => {
    const topic = await makeTopic();
    const producer = await producerOf(topic);
    await producer.send(texts(0, 10));
    const first = recordingHandler();
    const before = await started(topic, first);
    const [assignment] = first.assignments;
    const metadata = 'x'.repeat(4096);
    await before.commit(assignment!, { offset: 7, metadata });
    expect(await before.committed(assignment!)).toEqual({ offset: 7, metadata });
    await before.commit(assignment!, { offset: 3, metadata: '' });
    await before.stop();

    const second = recordingHandler();
    const after = await started(topic, second);
    expect(await after.committed(second.assignments[0]!)).toEqual({ offset: 3, metadata: '' });
  });

  it('refuses metadata that a broker would refuse or garble', async () => {
    const topic = await makeTopic();
    const handler = recordingHandler();
    const source = await started(topic, handler);
    for (const metadata of ['x'.repeat(4097), 'grüße']) {
      await expect(
        source.commit(handler.assignments[0]!, { offset: 0, metadata }),
      ).rejects.toMatchObject({ code: 'REFUSED' });
    }
  });

  it('gives partitions up as soon as it hears of another member, and commits no more for them', async () => {
    const topic = await makeTopic(4);
    const one = recordingHandler();
    const first = await started(topic, one, { heartbeatIntervalMs: 100 });
    expect(one.assignments).toHaveLength(4);
    const before = [...one.assignments];
    const two = recordingHandler();
    const second = await started(topic, two);
    await one.until(() => one.assignments.length === 6);
    expect(one.revocations).toEqual(before);
    expect(before.map((assignment) => assignment.isCurrent())).toEqual([
      false,
      false,
      false,
      false,
    ]);
    await expect(first.commit(before[0]!, { offset: 1, metadata: '' })).rejects.toMatchObject({
      code: 'NOT_ASSIGNED',
    });
    const mine = one.assignments.slice(4);
    expect(mine.every((assignment) => assignment.isCurrent())).toBe(true);
    expect(Math.min(...mine.map(({ epoch }) => epoch))).toBeGreaterThan(
      Math.max(...before.map(({ epoch }) => epoch)),
    );
    expect(
      [...mine, ...two.assignments].map(({ partition }) => partition).sort((a, b) => a - b),
    ).toEqual([0, 1, 2, 3]);

    await second.stop();
    expect(two.revocations).toHaveLength(2);
    await one.until(() => one.assignments.length === 10);
  });

  it('takes new partitions of the topic up', async () => {
    const topic = await makeTopic(1);
    const handler = recordingHandler();
    await started(topic, handler, { metadataMaxAgeMs: 100, heartbeatIntervalMs: 50 });
    await kafka.addPartitions(topic, { total: 2 });
    await handler.until(() => handler.assignments.length === 3);
    const producer = await producerOf(topic);
    await producer.send([{ partition: 1, value: 'new' }]);
    await handler.until(() => handler.seen.length === 1);
  });

  it('ends the process that uses it when its handler fails', async () => {
    const topic = await makeTopic();
    const producer = await producerOf(topic);
    await producer.send(texts(0, 1));
    const handler = recordingHandler({
      records: () => Promise.reject(new Error('no room')),
    });
    await started(topic, handler);
    await handler.until(() => handler.failures.length === 1);
    expect(handler.failures[0]!.message).toBe('no room');
  });

  it('waits for running handlers before it leaves, and answers STOPPED afterwards', async () => {
    const topic = await makeTopic();
    const producer = await producerOf(topic);
    await producer.send(texts(0, 1));
    const events: string[] = [];
    let release: () => void = () => undefined;
    const handler = recordingHandler({
      records: async () => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        events.push('handled');
      },
      revoked: () => {
        events.push('revoked');
      },
    });
    const source = await started(topic, handler);
    await handler.until(() => handler.seen.length === 1);
    const stopped = source.stop();
    release();
    await stopped;
    expect(events).toEqual(['handled', 'revoked']);
    await expect(source.committed(handler.assignments[0]!)).rejects.toMatchObject({
      code: 'STOPPED',
    });
  });

  it('refuses to start on a topic that does not exist', async () => {
    const source = await open('no-such-topic');
    await expect(source.start(recordingHandler())).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('no-such-topic'),
    });
  });

  it('says UNAVAILABLE when no broker answers in time', async () => {
    const source = await open('any', { brokers: ['127.0.0.1:1'], startTimeoutMs: 500 });
    const failure = source.start(recordingHandler());
    await expect(failure).rejects.toBeInstanceOf(SourceError);
    await expect(failure).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
