import { type Storage, StorageError } from '../../loaders';
import { peakRssBytes, resetPeakRss } from './own-memory';
import type { ReadVisitRequest, ReadVisitResult } from './storage-calls';
import { timedSamples } from './timed-samples';

/** Every day that a mark can be of. */
const ALL_DAYS = { from_day: '1970-01-01', to_day: '2105-12-31' } as const;

/** Marks in the storage, as its own count of marks a day says; 0 where the schema is missing. */
export async function countMarks(storage: Storage): Promise<number> {
  try {
    const days = await storage.ask('marks-per-day', ALL_DAYS);
    return days.reduce((sum, { marks }) => sum + Number(marks), 0);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NO_SCHEMA') return 0;
    throw error;
  }
}

/** See {@link StorageCalls}. */
export async function readVisit(
  storage: Storage,
  { askings, minWarm, msPerVisit }: ReadVisitRequest,
): Promise<ReadVisitResult> {
  resetPeakRss();
  const samples = await timedSamples({
    maxSamples: askings.length,
    prepare: (at) => askings[at]!,
    run: ({ question, parameters }) => storage.ask(question, parameters),
    goOn: (done) => {
      const warm = done.slice(1);
      const warmMs = warm.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
      return warm.length < minWarm || warmMs < msPerVisit;
    },
  });
  return {
    answers: samples.map(({ elapsedMs, cpuMs, result }) => ({ elapsedMs, cpuMs, answer: result })),
    peakRssBytes: peakRssBytes(),
  };
}
