import { StorageError } from '../storage-error';

/**
 * Runs work that is given up after a time.
 *
 * @param deadlineMs wall milliseconds; undefined waits for as long as the work takes
 * @param work gets a signal that aborts, with the error as its reason, when the time is over
 * @throws StorageError TIMEOUT when the time is over, whatever the work does then
 */
export async function withinDeadline<T>(
  deadlineMs: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const working = work(signal);
  if (deadlineMs === undefined) return working;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new StorageError(
        'TIMEOUT',
        `vertica: the insert did not end within ${deadlineMs} ms`,
      );
      controller.abort(error);
      reject(error);
    }, deadlineMs);
  });
  working.catch(() => undefined);
  try {
    return await Promise.race([working, over]);
  } finally {
    clearTimeout(timer);
  }
}
