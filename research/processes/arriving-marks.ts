import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MarkColumns } from '../../marks';
import type { ArrivalsWorkerData } from './arrivals-worker';

/** Batches that are made before they are due. */
const MADE_AHEAD = 3;

/** Batches of arriving marks, one after the other, made in a thread of their own. */
export interface ArrivingMarks {
  /** The next batch; it is there already unless batches are taken faster than they can be made. */
  next(): Promise<MarkColumns>;
  close(): Promise<void>;
}

/** Resolves when the first batch is made. */
export async function arrivingMarks(data: ArrivalsWorkerData): Promise<ArrivingMarks> {
  const worker = new Worker(join(__dirname, `arrivals-worker${extname(__filename)}`), {
    workerData: data,
  });
  const made: MarkColumns[] = [];
  let waiting:
    { resolve: (marks: MarkColumns) => void; reject: (error: Error) => void } | undefined;
  let failure: Error | undefined;
  worker.on('message', (marks: MarkColumns) => {
    if (waiting) waiting.resolve(marks);
    else made.push(marks);
    waiting = undefined;
  });
  worker.on('error', (error: Error) => {
    failure = error;
    waiting?.reject(error);
  });
  const firstMade = once(worker, 'message');
  for (let batch = 0; batch < MADE_AHEAD; batch++) worker.postMessage(batch);
  await firstMade;
  let asked = MADE_AHEAD;
  return {
    next: () => {
      if (failure) return Promise.reject(failure);
      worker.postMessage(asked++);
      const marks = made.shift();
      if (marks) return Promise.resolve(marks);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
