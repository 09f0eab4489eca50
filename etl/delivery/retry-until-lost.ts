import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { classify, type ErrorClass } from './error-classes';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;

export interface RetryOptions {
  /** Aborts when the partition is lost or the process stops waiting. */
  readonly signal: AbortSignal;
  /** Told of every failure that is tried again. */
  readonly failed: (error: Error, errorClass: ErrorClass, attempt: number) => void;
  /** @default Math.random */
  readonly random?: () => number;
}

/**
 * Waits between two tries: a random time up to a bound that doubles ("full jitter", M. Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export function jitteredWaitMs(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 20));
}

/**
 * Tries until it succeeds. Never gives up on a retriable failure.
 *
 * @throws the first failure of any other class; the signal's reason when it aborts
 */
export function retryUntilLost<T>(
  work: () => Promise<T>,
  { signal, failed, random = Math.random }: RetryOptions,
): Promise<T> {
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    // The wait is made below, because p-retry's own is never shorter than its bound's half.
    minTimeout: 0,
    signal,
    shouldRetry: ({ error }) => classify(error) === 'retriable',
    onFailedAttempt: async ({ error, attemptNumber }) => {
      const errorClass = classify(error);
      if (errorClass !== 'retriable') return;
      failed(error, errorClass, attemptNumber);
      await delay(jitteredWaitMs(attemptNumber, random), undefined, { signal });
    },
  });
}
