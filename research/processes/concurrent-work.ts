import type { Storage } from '../../loaders';
import { arrivalsGenerator } from '../arrivals';
import { arrivingMarks } from './arriving-marks';
import type {
  InsertUnderReadRequest,
  InsertUnderReadResult,
  ReadUnderInsertRequest,
  ReadUnderInsertResult,
} from './concurrent-calls';
import { type DueSample, openLoop } from './open-loop';
import { startCpuClock } from './own-cpu';
import { peakRssBytes, resetPeakRss } from './own-memory';
import type { Asking } from './storage-calls';

/** Milliseconds an answer, asked one after the other; every asking was asked once before. */
export async function idleAnswerMs(storage: Storage, askings: readonly Asking[]): Promise<number> {
  const askAll = async (): Promise<void> => {
    for (const { question, parameters } of askings) await storage.ask(question, parameters);
  };
  await askAll();
  const startMs = performance.now();
  await askAll();
  return (performance.now() - startMs) / askings.length;
}

async function arrive(
  storage: Storage,
  arrivals: NonNullable<ReadUnderInsertRequest['arrivals']>,
  marks: Awaited<ReturnType<typeof arrivingMarks>>,
  startMs: number,
): Promise<readonly DueSample<undefined>[]> {
  const { everyMs, batches, format, token } = arrivals;
  return openLoop({
    startMs,
    everyMs,
    count: batches,
    work: async (at) => {
      await storage.insert(await marks.next(), { format, token: `${token}-${at}` });
      return undefined;
    },
  });
}

/** See {@link StorageCalls}. */
export async function readUnderInsert(
  storage: Storage,
  { arrivals, askings, askEveryMs, scheduledMs }: ReadUnderInsertRequest,
): Promise<ReadUnderInsertResult> {
  const { dataset, firstRow, batchRows } = arrivals ?? {};
  const marks =
    dataset &&
    (await arrivingMarks({ arrivals: dataset, firstRow: firstRow!, batchRows: batchRows! }));
  try {
    resetPeakRss();
    const cpuMs = startCpuClock();
    const startMs = performance.now();
    const [arrived, answered] = await Promise.all([
      arrivals && marks ? arrive(storage, arrivals, marks, startMs) : [],
      openLoop({
        startMs,
        everyMs: askEveryMs,
        count: Math.max(1, Math.floor(scheduledMs / askEveryMs)),
        work: (at) => {
          const { question, parameters } = askings[at % askings.length]!;
          return storage.ask(question, parameters);
        },
      }),
    ]);
    return {
      arrivals: arrived.map(({ dueMs, waitMs, elapsedMs }) => ({ dueMs, waitMs, elapsedMs })),
      answers: answered.map(({ result, ...times }, at) => ({
        ...times,
        asking: at % askings.length,
        answer: result,
      })),
      elapsedMs: performance.now() - startMs,
      cpuMs: cpuMs(),
      peakRssBytes: peakRssBytes(),
    };
  } finally {
    await marks?.close();
  }
}

/** See {@link StorageCalls}. */
export async function insertUnderRead(
  storage: Storage,
  { arrivals, analysts, askings }: InsertUnderReadRequest,
): Promise<InsertUnderReadResult> {
  const { dataset, firstRow, batchRows, format, token } = arrivals;
  const generate = arrivalsGenerator(dataset);
  const batches = Array.from({ length: arrivals.batches }, (_, at) =>
    generate(firstRow + at * batchRows, batchRows),
  );
  const answers: { asking: number; answer: Awaited<ReturnType<Storage['ask']>> }[] = [];
  let answersInTime = 0;
  let inserting = true;
  const analyse = async (analyst: number): Promise<void> => {
    const first = Math.floor((analyst * askings.length) / analysts);
    for (let at = first; inserting; at++) {
      const asking = at % askings.length;
      const { question, parameters } = askings[asking]!;
      const answer = await storage.ask(question, parameters);
      answers.push({ asking, answer });
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it changes while the answer is awaited
      if (inserting) answersInTime++;
    }
  };
  resetPeakRss();
  const cpuMs = startCpuClock();
  const startMs = performance.now();
  const asking = Promise.all(Array.from({ length: analysts }, (_, analyst) => analyse(analyst)));
  const batchMs: number[] = [];
  try {
    for (const [at, batch] of batches.entries()) {
      const begunMs = performance.now();
      await storage.insert(batch, { format, token: `${token}-${at}` });
      batchMs.push(performance.now() - begunMs);
    }
  } finally {
    inserting = false;
  }
  const elapsedMs = performance.now() - startMs;
  const usedCpuMs = cpuMs();
  await asking;
  return {
    batchMs,
    elapsedMs,
    cpuMs: usedCpuMs,
    answers,
    answersInTime,
    peakRssBytes: peakRssBytes(),
  };
}
