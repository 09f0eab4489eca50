import type { RunObserver } from '../research';
import { type Progress, startProgress } from './progress';

/** Prints a run's phases: a line each when it is over, and on a terminal a bar while it goes on. */
export interface BenchObserver extends RunObserver {
  /** Removes the bar; call it on every way out. */
  stop(): void;
}

const CLEAR_LINE = '\r\u001b[K';

export function benchObserver(): BenchObserver {
  let phase = '';
  let startedMs = 0;
  let progress: Progress | undefined;
  const stop = (): void => {
    progress?.stop();
    progress = undefined;
  };
  return {
    begin: (name, total, unit) => {
      phase = name;
      startedMs = performance.now();
      progress = startProgress(name, total, { unit });
    },
    advance: (amount) => {
      progress?.advance(amount);
    },
    step: (name) => {
      progress?.step(name);
    },
    end: (outcome) => {
      stop();
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      process.stdout.write(`${phase}: ${outcome} (${seconds} s)\n`);
    },
    warn: (text) => {
      // The bar draws itself again on its next step.
      process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}${text}\n`);
    },
    stop,
  };
}
