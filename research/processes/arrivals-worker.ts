import { parentPort, workerData } from 'node:worker_threads';
import type { DatasetSpec } from '../../generators';
import { arrivalsGenerator } from '../arrivals';

/** The program of a thread that makes the marks which arrive, so that making them delays no answer. */

export interface ArrivalsWorkerData {
  readonly arrivals: DatasetSpec;
  readonly firstRow: number;
  readonly batchRows: number;
}

const { arrivals, firstRow, batchRows } = workerData as ArrivalsWorkerData;
const generate = arrivalsGenerator(arrivals);

parentPort!.on('message', (batch: number) => {
  const marks = generate(firstRow + batch * batchRows, batchRows);
  const { markId, userId, filmId, positionS, eventTimeMs, platform } = marks;
  const words = [markId, userId, filmId].flatMap(({ high, low }) => [high, low]);
  const buffers = [...words, positionS, eventTimeMs, platform].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
  parentPort!.postMessage(marks, buffers);
});
