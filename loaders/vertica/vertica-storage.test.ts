import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocateMarkColumns, type MarkColumns } from '../../marks';
import { writeUuidOf } from '../../test-support/build-marks';
import {
  type FaultRule,
  startVerticaDouble,
  VerticaError,
  type VerticaDouble,
} from '../../test-support/vertica-double';
import { openStorage } from '../open-storage';
import type { Storage } from '../storage';
import type { StorageErrorCode } from '../storage-error';

let double: VerticaDouble;
let storage: Storage;

async function open(options = ''): Promise<Storage> {
  return openStorage(`${double.url}${options}`);
}

beforeEach(async () => {
  double = await startVerticaDouble();
  storage = await open();
  await storage.createSchema();
});

afterEach(async () => {
  await storage.close();
  await double.stop();
});

function marks(rows: number): MarkColumns {
  const columns = allocateMarkColumns(rows);
  const startMs = Date.parse('2026-01-01T00:00:00Z');
  for (let row = 0; row < rows; row++) {
    writeUuidOf(columns.markId, row, row);
    columns.eventTimeMs[row] = BigInt(startMs + row);
  }
  return columns;
}

async function stored(reader = storage): Promise<number> {
  const days = await reader.ask('marks-per-day', { from_day: '1970-01-01', to_day: '2105-12-31' });
  return days.reduce((sum, { marks: ofDay }) => sum + Number(ofDay), 0);
}

function coded(code: StorageErrorCode): unknown {
  return expect.objectContaining({
    name: 'StorageError',
    code,
    message: expect.stringMatching(/^vertica: [^\n]+$/) as string,
  });
}

/** Sessions that have run a COPY. */
function loadingSessions(): number {
  return double.sessions.filter(({ statements }) =>
    statements.some((text) => text.includes('COPY')),
  ).length;
}

describe('An insert whose connection breaks', () => {
  const COMMIT = /^COMMIT/;

  it.each<[string, FaultRule, number]>([
    ['before its data', { at: { receive: 'query' }, statement: /COPY/, then: 'cut' }, 0],
    ['amid its data', { at: { copyByte: 100_000 }, then: 'reset' }, 0],
    ['after its data', { at: { send: 'endOfBatchResponse' }, then: 'cut' }, 0],
    [
      'before its token',
      { at: { receive: 'execute' }, statement: /insert_tokens/, then: 'cut' },
      0,
    ],
    ['before its commit', { at: { receive: 'query' }, statement: COMMIT, then: 'cut' }, 0],
    ['after its commit', { at: { send: 'commandComplete' }, statement: COMMIT, then: 'cut' }, 5000],
  ])('%s says that its effect is unknown, and can be sent again', async (_, rule, left) => {
    const batch = marks(5000);
    const fault = double.faults.add(rule);
    await expect(storage.insert(batch, { token: 'a' })).rejects.toEqual(coded('CONNECTION_LOST'));
    await fault.struck;
    await Promise.all(
      double.sessions.filter(({ status }) => status === 'closed').map((s) => s.closed),
    );
    expect(await stored()).toBe(left);
    expect(await storage.insert(batch, { token: 'a' })).toMatchObject({ rows: 5000 });
    expect(await stored()).toBe(5000);
  });
});

describe('An insert that the server refuses', () => {
  const noSpace = new VerticaError('53100', 'No space left on device');

  beforeEach(async () => {
    await storage.close();
    storage = await open('?max_open_connections=1');
  });

  it.each<[string, FaultRule['at'], RegExp]>([
    ['at its start', { receive: 'query' }, /COPY/],
    ['amid its data', { copyByte: 100_000 }, /COPY/],
    ['at its end', { receive: 'endOfBatchRequest' }, /COPY/],
    ['at its commit', { receive: 'query' }, /^COMMIT/],
  ])('%s leaves nothing behind and its connection usable', async (_, at, statement) => {
    double.faults.add({ at, statement, then: noSpace });
    await expect(storage.insert(marks(5000), { token: 'a' })).rejects.toEqual(coded('DISK_FULL'));
    expect(await stored()).toBe(0);
    await storage.insert(marks(10), { token: 'a' });
    expect(await stored()).toBe(10);
    expect(loadingSessions()).toBe(1);
  });

  it('in a prepared statement gives the connection up, and goes on with another', async () => {
    double.faults.add({ at: { receive: 'execute' }, statement: /insert_tokens/, then: noSpace });
    await expect(storage.insert(marks(10), { token: 'a' })).rejects.toEqual(coded('DISK_FULL'));
    await storage.insert(marks(10), { token: 'a' });
    expect(await stored()).toBe(10);
    expect(loadingSessions()).toBe(2);
    await double.sessions[0]!.closed;
  });
});

describe('A token', () => {
  it('that another session commits first is as good as known', async () => {
    const other = await open();
    const stall = double.faults.add({
      at: { receive: 'execute' },
      statement: /insert_tokens/,
      then: 'stall',
    });
    const late = storage.insert(marks(100), { token: 'a' });
    await stall.struck;
    await other.insert(marks(100), { token: 'a' });
    stall.release();
    expect(await late).toMatchObject({ rows: 100 });
    expect(await stored()).toBe(100);
    await other.close();
  });

  it('that is too long is refused before anything is sent', async () => {
    await storage.insert(marks(1), { token: 'ä'.repeat(2000) });
    await expect(storage.insert(marks(1), { token: `${'ä'.repeat(2000)}a` })).rejects.toEqual(
      coded('BAD_OPTION'),
    );
    expect(await stored()).toBe(1);
  });
});

describe('Connections', () => {
  it('are used again and are never more than max_open_connections', async () => {
    const narrow = await open('?max_open_connections=2');
    const before = double.sessions.length;
    await Promise.all(Array.from({ length: 12 }, () => stored(narrow)));
    expect(double.sessions.length).toBeLessThanOrEqual(before + 1);
    await narrow.close();
    const ofNarrow = double.sessions.slice(before - 1);
    await Promise.all(ofNarrow.map(({ closed }) => closed));
    expect(ofNarrow.every(({ status }) => status === 'closed')).toBe(true);
  });

  it('that the server ends while they are idle are replaced', async () => {
    const fault = double.faults.add({ at: { receive: 'flush' }, then: 'cut' });
    await expect(stored()).rejects.toEqual(coded('CONNECTION_LOST'));
    await fault.struck;
    expect(await stored()).toBe(0);
  });

  it('leave no transaction open after a question', async () => {
    await stored();
    await expect.poll(() => double.sessions[0]!.statements.at(-1)).toBe('COMMIT');
  });

  it('are given up when the server does not answer in time', async () => {
    const impatient = await open('?request_timeout_ms=200&max_open_connections=1');
    const fault = double.faults.add({ at: { receive: 'execute' }, then: 'stall' });
    await expect(stored(impatient)).rejects.toEqual(coded('TIMEOUT'));
    fault.release();
    expect(await stored(impatient)).toBe(0);
    await impatient.close();
  });

  it('that cannot be made do not keep others from waiting for ever', async () => {
    const narrow = await open('?max_open_connections=1');
    double.faults.add({ at: { receive: 'parse' }, then: 'cut' });
    double.faults.add({ at: { receive: 'startup' }, then: 'cut' });
    const outcomes = await Promise.allSettled([stored(narrow), stored(narrow), stored(narrow)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    await narrow.close();
  });
});

describe('A schema of one’s own', () => {
  it('is made by createSchema and keeps its tables apart', async () => {
    const own = await open('?schema=team_a');
    await expect(own.insert(marks(1), { token: 'a' })).rejects.toEqual(coded('NO_SCHEMA'));
    await own.createSchema();
    await own.insert(marks(3), { token: 'a' });
    expect([await stored(own), await stored()]).toEqual([3, 0]);
    expect((await own.size()).rows).toBe(3);
    await own.close();
  });
});
