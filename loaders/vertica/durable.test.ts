import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MarkOrigin } from '../../marks';
import { countMarks, failsWith, series } from '../../test-support/contract-suite';
import {
  type FaultRule,
  startVerticaDouble,
  VerticaError,
  type VerticaDouble,
} from '../../test-support/vertica-double';
import { asDurableSink, type DurableSink } from '../durable-sink';
import { openStorage } from '../open-storage';
import { RejectedRowsError } from './rejected-rows';

const ROWS = 5000;

let double: VerticaDouble;
/** The owner of a partition, and the one who takes it over. */
let predecessor: DurableSink;
let successor: DurableSink;

async function open(options = ''): Promise<DurableSink> {
  return asDurableSink(await openStorage(`${double.url}${options}`));
}

beforeEach(async () => {
  double = await startVerticaDouble();
  predecessor = await open();
  await predecessor.createSchema();
  successor = await open();
});

afterEach(async () => {
  // A test that failed may have left an insert at its standstill.
  double.faults.clear();
  await predecessor.close();
  await successor.close();
  await double.stop();
});

function origin(rows: number, first = 0, topic = 'view-marks'): MarkOrigin {
  return {
    topic,
    partition: 3,
    offsets: BigInt64Array.from({ length: rows }, (_, row) => BigInt(first + row)),
  };
}

async function present(topic = 'view-marks'): Promise<number> {
  return (await successor.offsetsPresent(topic, 3, 0n, 2n ** 53n - 1n)).length;
}

/** Strikes within the nth statement that matches. */
const STANDSTILLS: readonly [string, FaultRule['at'], RegExp, number][] = [
  ['before its data', { receive: 'query' }, /COPY/, 0],
  ['amid its data', { copyByte: 100_000 }, /COPY/, 0],
  ['before its token', { receive: 'execute' }, /insert_tokens/, 0],
  ['before its commit', { receive: 'query' }, /^COMMIT/, 0],
  ['after its commit', { send: 'commandComplete' }, /^COMMIT/, ROWS],
];

describe('An insert that was ended', () => {
  it.each(STANDSTILLS)(
    'while it stood still %s has all of its rows or none, and can be done again',
    async (_, at, statement, rows) => {
      const batch = series(ROWS, 100);
      const options = { token: 'topic:3:0-4999/2026-01', origin: origin(ROWS) };
      const stall = double.faults.add({ at, statement, then: 'stall' });
      const attempt = predecessor.insert(batch, options);
      attempt.catch(() => undefined);
      await stall.struck;
      await successor.endInsert('topic:3:0-4999');
      expect(await present()).toBe(rows);
      // Whatever it was about to do comes too late.
      stall.release();
      if (rows === 0) await expect(attempt).rejects.toEqual(failsWith('CONNECTION_LOST'));
      else expect(await attempt).toMatchObject({ rows });
      expect(await present()).toBe(rows);
      await successor.insert(batch, options);
      expect([await present(), await countMarks(successor)]).toEqual([ROWS, ROWS]);
    },
  );

  it('leaves those of other tokens alone', async () => {
    const stall = double.faults.add({
      at: { receive: 'execute' },
      statement: /insert_tokens/,
      then: 'stall',
    });
    const attempt = predecessor.insert(series(10), { token: 'topic:3:10', origin: origin(10) });
    await stall.struck;
    for (const other of ['topic:3:1', 'topic:3', 'TOPIC:3:10', 'topic:3:10/2026']) {
      await successor.endInsert(other);
    }
    stall.release();
    expect(await attempt).toMatchObject({ rows: 10 });
    expect(await present()).toBe(10);
  });

  it('is found whatever its token is', async () => {
    for (const token of [
      "a'); DROP TABLE view_marks; --",
      '100 %_\\ ü \u{1f3ac}\n\t',
      'a'.repeat(4000),
    ]) {
      const stall = double.faults.add({
        at: { receive: 'execute' },
        statement: /insert_tokens/,
        then: 'stall',
      });
      const attempt = predecessor.insert(series(1), { token, origin: origin(1) });
      attempt.catch(() => undefined);
      await stall.struck;
      await successor.endInsert(token);
      await expect(attempt).rejects.toEqual(failsWith('CONNECTION_LOST'));
    }
    expect(await present()).toBe(0);
  });

  it('whose session the server does not close is an error, and no promise that it is over', async () => {
    await successor.close();
    successor = await open('?request_timeout_ms=2000');
    const stall = double.faults.add({
      at: { receive: 'execute' },
      statement: /insert_tokens/,
      then: 'stall',
    });
    const attempt = predecessor.insert(series(1), { token: 'a', origin: origin(1) });
    await stall.struck;
    for (let refusals = 0; refusals < 300; refusals++) {
      double.faults.add({
        at: { receive: 'query' },
        statement: /CLOSE_SESSION/,
        then: new VerticaError('42501', 'Must be superuser to close session'),
      });
    }
    await expect(successor.endInsert('a')).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(
        /^vertica: the session \S+ of an insert did not end: .*Must be superuser/,
      ) as string,
      engineCode: '42501',
    });
    stall.release();
    await attempt;
  });
});

describe('An insert with a deadline', () => {
  it('that the server does not keep is given up with its connection', async () => {
    const stall = double.faults.add({ at: { copyByte: 1 }, then: 'stall' });
    const options = { token: 'a', origin: origin(10), deadlineMs: 1000 };
    await expect(predecessor.insert(series(10), options)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'vertica: the insert did not end within 1000 ms',
    });
    await stall.struck;
    await successor.endInsert('a');
    expect(await present()).toBe(0);
    expect(await predecessor.insert(series(10), { ...options, deadlineMs: 60_000 })).toMatchObject({
      rows: 10,
    });
    expect(await present()).toBe(10);
  });

  it('that passes while other work has the connections sends nothing', async () => {
    const narrow = await open('?max_open_connections=1');
    const stall = double.faults.add({ at: { receive: 'execute' }, then: 'stall' });
    const asking = countMarks(narrow);
    await stall.struck;
    const late = { token: 'a', origin: origin(1), deadlineMs: 50 };
    await expect(narrow.insert(series(1), late)).rejects.toEqual(failsWith('TIMEOUT'));
    stall.release();
    expect(await asking).toBe(0);
    await narrow.close();
    expect(double.sessions.flatMap(({ statements }) => statements).join()).not.toMatch(/COPY/);
  });
});

describe.each(['copy', 'values'])('A topic, as %s', (format) => {
  it('is kept letter by letter', async () => {
    const topic = 'a\tb\nc\\d\u0001|,"\'ü\u{1f3ac}\\';
    await predecessor.insert(series(3), { token: 'a', format, origin: origin(3, 0, topic) });
    expect([await present(topic), await present()]).toEqual([3, 0]);
  });

  it('that is too long is refused with its batch', async () => {
    const options = { token: 'a', format, origin: origin(3, 0, 'ü'.repeat(125)) };
    await expect(predecessor.insert(series(3), options)).rejects.toEqual(
      expect.objectContaining({ name: 'StorageError' }),
    );
    expect(await countMarks(successor)).toBe(0);
  });
});

describe('Rows that the server rejects', () => {
  it('are named by an error of their own, and nothing of their batch is kept', async () => {
    const error = await predecessor
      .insert(series(12), { token: 'a', origin: origin(12, 0, 'x'.repeat(250)) })
      .catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(RejectedRowsError);
    expect(error).toMatchObject({
      code: 'BAD_BATCH',
      message: 'vertica: the server rejected 12 of 12 rows (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...)',
      rows: 12,
      rejectedRows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    });
    await predecessor.insert(series(2), { token: 'a', origin: origin(2) });
    expect(await countMarks(successor)).toBe(2);
  });
});
