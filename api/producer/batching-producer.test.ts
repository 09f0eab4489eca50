import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarkMessage } from '../../marks/wire';
import type { BatchSender } from './batch-sender';
import { BatchingProducer, type BatchingOptions } from './batching-producer';

interface Try {
  readonly keys: readonly string[];
  readonly succeed: () => void;
  readonly fail: () => void;
}

/** A Kafka whose every answer the test gives by hand: late, lost and out of order cannot be had of a real one. */
class SenderByHand implements BatchSender {
  readonly tries: Try[] = [];
  resets = 0;
  closed = false;

  send(messages: readonly MarkMessage[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tries.push({
        keys: messages.map(({ key }) => key),
        succeed: resolve,
        fail: () => {
          reject(new Error('broken'));
        },
      });
    });
  }

  /** The keys of each produce request, in order. */
  keys(): readonly (readonly string[])[] {
    return this.tries.map(({ keys }) => keys);
  }

  reset(): void {
    this.resets++;
  }

  readiness(): Promise<{ status: 'ready' }> {
    return Promise.resolve({ status: 'ready' });
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

const OPTIONS: BatchingOptions = {
  lingerMs: 0,
  maxBatchMarks: 100,
  maxInFlightBatches: 1,
  maxHeldBytes: 1_000_000,
  deadlineMs: 10_000,
  attemptTimeoutMs: 10_000,
};

const message = (key: string): MarkMessage => ({ key, value: '{}' });

function setUp(options: Partial<BatchingOptions> = {}) {
  const sender = new SenderByHand();
  const outages: string[] = [];
  const producer = new BatchingProducer(
    sender,
    { ...OPTIONS, ...options },
    {
      failing: (cause) => outages.push(String(cause)),
      recovered: () => outages.push('recovered'),
    },
  );
  return {
    sender,
    producer,
    outages,
    produce: (...keys: string[]) => producer.produce(keys.map(message)),
  };
}

/** What becomes of a promise, to be looked at later. */
function outcome(promise: Promise<void>): Promise<string> {
  return promise.then(
    () => 'acknowledged',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Lets time go on, and everything happen that is due. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the batching producer', () => {
  it('puts marks that arrive in one turn into one produce request', async () => {
    const { sender, produce } = setUp();
    const all = [produce('a'), produce('b', 'c'), produce('d')];
    await pass(0);
    expect(sender.keys()).toEqual([['a', 'b', 'c', 'd']]);
    sender.tries[0]!.succeed();
    await Promise.all(all);
  });

  it('waits for company as long as it may linger', async () => {
    const { sender, produce } = setUp({ lingerMs: 5 });
    const all = [produce('a')];
    await pass(4);
    all.push(produce('b'));
    expect(sender.keys()).toEqual([]);
    await pass(1);
    expect(sender.keys()).toEqual([['a', 'b']]);
    sender.tries[0]!.succeed();
    await Promise.all(all);
  });

  it('gathers what arrives while a request is on its way, up to the size of a batch', async () => {
    const { sender, produce } = setUp({ maxBatchMarks: 3 });
    const all = [produce('a')];
    await pass(0);
    all.push(...['b', 'c', 'd', 'e'].map((key) => produce(key)));
    await pass(10);
    expect(sender.keys()).toEqual([['a']]);
    for (const n of [0, 1, 2]) {
      sender.tries[n]!.succeed();
      await pass(0);
    }
    expect(sender.keys()).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
    await Promise.all(all);
  });

  it('keeps no more requests on their way than it may', async () => {
    const { sender, produce } = setUp({ maxBatchMarks: 1, maxInFlightBatches: 2 });
    const all = ['a', 'b', 'c'].map((key) => produce(key));
    await pass(10);
    expect(sender.keys()).toEqual([['a'], ['b']]);
    sender.tries[1]!.succeed();
    await pass(0);
    expect(sender.keys()).toEqual([['a'], ['b'], ['c']]);
    sender.tries[0]!.succeed();
    sender.tries[2]!.succeed();
    await Promise.all(all);
  });

  it('never takes the marks of one request apart, even above the size of a batch', async () => {
    const { sender, produce } = setUp({ maxBatchMarks: 2, maxInFlightBatches: 2 });
    const all = [produce('a'), produce('b', 'c', 'd')];
    await pass(0);
    expect(sender.keys()).toEqual([['a'], ['b', 'c', 'd']]);
    for (const { succeed } of sender.tries) succeed();
    await Promise.all(all);
  });

  it('tries again until Kafka takes the batch', async () => {
    const { sender, produce, producer } = setUp();
    const sent = produce('a');
    await pass(0);
    for (const n of [0, 1]) {
      sender.tries[n]!.fail();
      await pass(1_000);
    }
    expect(sender.keys()).toEqual([['a'], ['a'], ['a']]);
    sender.tries[2]!.succeed();
    await sent;
    await pass(0);
    expect(producer.gauges()).toEqual({
      heldBytes: 0,
      acknowledgedMarks: 1,
      acknowledgedBatches: 1,
      failedAttempts: 2,
    });
  });

  it('refuses a mark at its deadline, and never sends it again', async () => {
    const { sender, produce, producer } = setUp({ deadlineMs: 60 });
    const sent = outcome(produce('a'));
    await pass(0);
    sender.tries[0]!.fail();
    await pass(30);
    sender.tries[1]!.fail();
    await pass(60);
    expect(await sent).toBe('kafka-unavailable');
    await pass(10_000);
    expect(sender.keys()).toEqual([['a'], ['a']]);
    expect(producer.gauges().heldBytes).toBe(0);
    const next = produce('b');
    await pass(0);
    expect(sender.keys().at(-1)).toEqual(['b']);
    sender.tries[2]!.succeed();
    await next;
  });

  it('refuses at the deadline also while a try hangs, with those who wait behind it', async () => {
    const { sender, produce } = setUp({ deadlineMs: 1_000 });
    const first = outcome(produce('a'));
    await pass(500);
    const second = outcome(produce('b'));
    let refused = 0;
    for (const one of [first, second]) void one.then(() => refused++);
    await pass(499);
    expect(refused).toBe(0);
    await pass(26);
    expect(refused).toBe(1);
    await pass(500);
    expect(refused).toBe(2);
    expect(sender.keys()).toEqual([['a']]);
  });

  it('drops the connection of a try that hangs, and tries on a new one', async () => {
    const { sender, produce } = setUp({ attemptTimeoutMs: 30 });
    const sent = produce('a');
    await pass(29);
    expect(sender.resets).toBe(0);
    await pass(22);
    expect(sender.resets).toBe(1);
    expect(sender.keys()).toEqual([['a'], ['a']]);
    sender.tries[1]!.succeed();
    await sent;
  });

  it('sends only the marks whose deadline has not passed when it tries again', async () => {
    const { sender, produce } = setUp({ deadlineMs: 150, lingerMs: 100 });
    const early = outcome(produce('early'));
    await pass(80);
    const late = produce('late');
    await pass(95);
    expect(await early).toBe('kafka-unavailable');
    sender.tries[0]!.fail();
    await pass(20);
    expect(sender.keys()).toEqual([['early', 'late'], ['late']]);
    sender.tries[1]!.succeed();
    await late;
  });

  it('refuses more than it may hold at once, and takes marks again when Kafka has answered', async () => {
    const { sender, produce } = setUp({ maxHeldBytes: 500 });
    const first = [produce('a'), produce('b')];
    expect(await outcome(produce('c'))).toBe('overloaded');
    await pass(0);
    sender.tries[0]!.succeed();
    await Promise.all(first);
    await pass(0);
    const again = produce('d');
    await pass(0);
    expect(sender.keys()).toEqual([['a', 'b'], ['d']]);
    sender.tries[1]!.succeed();
    await again;
  });

  it('waits for what it holds when it is closed, and takes nothing more', async () => {
    const { sender, produce, producer } = setUp();
    const sent = outcome(produce('a'));
    const closing = producer.close();
    expect(await outcome(produce('b'))).toBe('shutting-down');
    await pass(0);
    expect(sender.closed).toBe(false);
    sender.tries[0]!.succeed();
    expect(await sent).toBe('acknowledged');
    await closing;
    expect(sender.closed).toBe(true);
  });

  it('leaves no timer behind when it has nothing to do', async () => {
    const { sender, produce } = setUp();
    const sent = produce('a');
    await pass(0);
    sender.tries[0]!.succeed();
    await sent;
    await pass(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells once when Kafka begins to refuse, and once when it takes marks again', async () => {
    const { sender, produce, outages } = setUp();
    const sent = produce('a');
    await pass(0);
    sender.tries[0]!.fail();
    await pass(1_000);
    sender.tries[1]!.fail();
    await pass(1_000);
    expect(outages).toEqual(['Error: broken']);
    sender.tries[2]!.succeed();
    await sent;
    const more = produce('b');
    await pass(0);
    sender.tries[3]!.succeed();
    await more;
    expect(outages).toEqual(['Error: broken', 'recovered']);
  });

  it('ends when all that it had to send has passed its deadline', async () => {
    const { sender, produce, producer } = setUp({ lingerMs: 100, deadlineMs: 50 });
    const sent = outcome(produce('a'));
    const closing = producer.close();
    await pass(100);
    expect(await sent).toBe('kafka-unavailable');
    await closing;
    expect(sender.keys()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has nothing to do for no marks', async () => {
    const { sender, produce } = setUp();
    await produce();
    await pass(10);
    expect(sender.keys()).toEqual([]);
  });
});
