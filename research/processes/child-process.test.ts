import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeDataset } from '../../generators';
import { StorageError } from '../../loaders';
import { ChildProcess, ProcessEndedError } from './child-process';
import { MemoryWatch } from './memory-watch';
import type { StorageCalls } from './storage-calls';

const DOUBLES = join(__dirname, '..', '..', 'test-support', 'faulty-storage-double');

describe("A storage's process", () => {
  let abort: AbortController;
  let folder: string;
  let child: ChildProcess<StorageCalls> | undefined;

  const start = async (): Promise<ChildProcess<StorageCalls>> => {
    child = await ChildProcess.start<StorageCalls>({
      program: 'storage-process',
      title: 'the process of x',
      heapMiB: 128,
      temporaryFolder: folder,
      memory: new MemoryWatch(),
      signal: abort.signal,
    });
    return child;
  };

  const insert = (process: ChildProcess<StorageCalls>): Promise<unknown> =>
    process.call('insert', {
      dataset: describeDataset({ rows: 2_000 }),
      format: 'appender',
      batchRows: 1_000,
      writers: 1,
      maxBatches: 2,
      msPerVisit: 10_000,
      token: 't',
    });

  beforeEach(() => {
    abort = new AbortController();
    folder = mkdtempSync(join(tmpdir(), 'viewmarks-child-'));
  });

  afterEach(async () => {
    await child?.kill();
    child = undefined;
    rmSync(folder, { recursive: true });
  });

  it('answers calls, and tells what it measured of itself', async () => {
    const process = await start();
    const opened = await process.call('open', { url: 'null:', opener: undefined });
    expect(opened).toMatchObject({ identity: { engine: 'null' }, formats: expect.any(Array) });
    expect(opened.rssAfterOpenBytes).toBeGreaterThan(10e6);
  });

  it('passes the errors of a storage on as what they are', async () => {
    const process = await start();
    const failed = process.call('open', { url: 'duckdb:', opener: undefined });
    await expect(failed).rejects.toBeInstanceOf(StorageError);
    await expect(failed).rejects.toMatchObject({ code: 'BAD_URL' });
    // The process outlives them.
    await process.call('open', { url: 'null:', opener: undefined });
  });

  it('refuses work before a storage is open', async () => {
    await expect((await start()).call('count-marks', undefined)).rejects.toThrow(
      'no storage is open',
    );
  });

  it('says with which exit code and last words it ended', async () => {
    const process = await start();
    await process.call('open', { url: `exit-on-insert+duckdb:${folder}/d`, opener: DOUBLES });
    const failed = insert(process);
    await expect(failed).rejects.toBeInstanceOf(ProcessEndedError);
    await expect(failed).rejects.toThrow(
      'the process of x ended with exit code 7: double: this is where it breaks',
    );
    expect(process.alive).toBe(false);
    await expect(process.call('count-marks', undefined)).rejects.toBeInstanceOf(ProcessEndedError);
  });

  it('says that its heap was too small', async () => {
    const process = await start();
    await process.call('open', { url: `eats-heap+duckdb:${folder}/d`, opener: DOUBLES });
    await expect(insert(process)).rejects.toThrow(
      'the process of x ran out of its JavaScript heap of 128 MiB',
    );
  });

  it('says by which signal it was killed', async () => {
    const process = await start();
    await process.call('open', { url: `killed-on-ask+duckdb:${folder}/d`, opener: DOUBLES });
    const asking = { question: 'unfinished-films', parameters: {} } as const;
    await expect(process.call('answer', asking)).rejects.toThrow('was killed by SIGKILL');
  });

  it('is gone at once when the run is aborted, and its call rejects with the reason', async () => {
    const process = await start();
    await process.call('open', { url: `hang-on-insert+duckdb:${folder}/d`, opener: DOUBLES });
    const hanging = insert(process);
    abort.abort(new Error('interrupted'));
    await expect(hanging).rejects.toThrow('interrupted');
    expect(process.alive).toBe(false);
    await expect(start()).rejects.toThrow('interrupted');
  });

  it('is watched for its memory only while it lives', async () => {
    const watched: string[] = [];
    const memory = new (class extends MemoryWatch {
      override watch(pid: number): void {
        watched.push(`+${existsSync(`/proc/${pid}`)}`);
      }
      override forget(): void {
        watched.push('-');
      }
    })();
    child = await ChildProcess.start<StorageCalls>({
      program: 'storage-process',
      title: 'x',
      heapMiB: 128,
      temporaryFolder: folder,
      memory,
      signal: abort.signal,
    });
    await child.kill();
    expect(watched).toEqual([`+${existsSync('/proc')}`, '-']);
  });
});
