import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionQueue } from './session-queue';

/** Fails when most of its rows have been written into the answer. */
const FAILS_LATE =
  'SELECT throwIf(number = 90000) FROM numbers(100000) SETTINGS max_block_size = 1000';

const ask = (query: string) => async (session: Session) =>
  (await session.queryAsync(query, { format: 'TSV' })).text();

describe('SessionQueue', () => {
  let folder: string;
  let queue: SessionQueue;
  let opened = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'viewmarks-queue-'));
    queue = new SessionQueue(() => {
      opened += 1;
      return Promise.resolve(new Session(folder));
    });
  });
  afterAll(async () => {
    await queue.close();
    await rm(folder, { recursive: true });
  });

  it('keeps one session for all work that goes well, in the order in which it was given', async () => {
    const answers = await Promise.all(
      ['SELECT sleep(0.05)', 'SELECT 1', 'SELECT 2'].map((query) => queue.run(ask(query))),
    );
    expect(answers).toEqual(['0\n', '1\n', '2\n']);
    expect(opened).toBe(1);
  });

  it('gives the work after a failure an answer of its own', async () => {
    await expect(queue.run(ask(FAILS_LATE))).rejects.toThrow('non-zero');
    expect(await queue.run(ask('SELECT 7'))).toBe('7\n');
  });

  it('does so also for work that was waiting behind the failure', async () => {
    const [failed, waiting] = await Promise.allSettled([
      queue.run(ask(FAILS_LATE)),
      queue.run(ask('SELECT 8')),
    ]);
    expect(failed.status).toBe('rejected');
    expect(waiting).toEqual({ status: 'fulfilled', value: '8\n' });
  });

  it('tries to open a session again after it could not', async () => {
    let tries = 0;
    const unlucky = new SessionQueue(() => {
      tries += 1;
      return tries === 1
        ? Promise.reject(new Error('not yet'))
        : Promise.resolve(new Session(folder));
    });
    await expect(unlucky.run(ask('SELECT 1'))).rejects.toThrow('not yet');
    expect(await unlucky.run(ask('SELECT 1'))).toBe('1\n');
    await unlucky.close();
  });
});
