import { createRequire } from 'node:module';
import type { openStorage, Storage } from '../../loaders';
import { openRecordable } from './open-recordable';
import { type CallHandlers, serveCalls } from './serve-calls';
import type { StorageCalls } from './storage-calls';
import type * as ConcurrentWork from './concurrent-work';
import type * as DurabilityWork from './durability-work';
import type * as InsertWork from './insert-work';
import { countMarks, readVisit } from './read-work';

/** The program of a storage's process: holds the one storage that `open` named. */

let opened: Storage | undefined;

function storage(): Storage {
  if (!opened) throw new Error('no storage is open in this process');
  return opened;
}

const load = createRequire(__filename);

/** Loaded on first use: a process that only reads starts a quarter of a second sooner without the generators. */
function insertWork(): typeof InsertWork {
  return load('./insert-work') as typeof InsertWork;
}

function concurrentWork(): typeof ConcurrentWork {
  return load('./concurrent-work') as typeof ConcurrentWork;
}

function durabilityWork(): typeof DurabilityWork {
  return load('./durability-work') as typeof DurabilityWork;
}

const handlers: CallHandlers<StorageCalls> = {
  open: async ({ url, opener }) => {
    // Loaded here and not at the top, so that a test's module can take the place of the loaders.
    const loaders = load(opener ?? '../../loaders') as { openStorage: typeof openStorage };
    const start = performance.now();
    opened = await openRecordable(loaders.openStorage, url);
    return {
      identity: opened.identity,
      capabilities: opened.capabilities,
      formats: opened.formats,
      openMs: performance.now() - start,
      rssAfterOpenBytes: process.memoryUsage.rss(),
    };
  },
  'count-marks': () => countMarks(storage()),
  'warm-up': (request) => insertWork().warmUp(storage(), request),
  insert: (request) => insertWork().insertVisit(storage(), request),
  load: (request, progress) => insertWork().loadDataset(storage(), request, progress),
  answer: ({ question, parameters }) => storage().ask(question, parameters),
  read: (request) => readVisit(storage(), request),
  'idle-answer-ms': (askings) => concurrentWork().idleAnswerMs(storage(), askings),
  'read-under-insert': (request) => concurrentWork().readUnderInsert(storage(), request),
  'insert-under-read': (request) => concurrentWork().insertUnderRead(storage(), request),
  'load-until-killed': (request, progress) =>
    durabilityWork().loadUntilKilled(storage(), request, progress),
  'resend-batch': (request) => durabilityWork().resendBatch(storage(), request),
  'drop-schema': async () => {
    await storage().dropSchema();
    return undefined;
  },
  close: async () => {
    await opened?.close();
    return undefined;
  },
};

serveCalls(handlers, async () => {
  await opened?.close();
});
