import type { Phase } from '../results';
import type { Journal } from './journal';
import type { RunObserver } from './observer';
import { disturbanceBetween, type ProcessorTimes } from './processor-watch';
import { roundedMs } from './rounded-ms';

/** An observer that also writes down which phase ran when, and what else the processor did meanwhile. */
export interface PhaseLog extends RunObserver {
  readonly phases: readonly Phase[];
}

/**
 * @param observer told everything as well
 * @param journal holds the phases of the run before it was interrupted
 * @param processor the processor's times at the moment of the call
 */
export function phaseLog(
  observer: RunObserver,
  processor: () => ProcessorTimes | undefined,
  journal: Journal,
): PhaseLog {
  const phases = [...journal.values('phase ')] as Phase[];
  let name = '';
  let startedAt = '';
  let startedMs = 0;
  let before: ProcessorTimes | undefined;
  return {
    phases,
    begin: (phase, total, unit) => {
      name = phase;
      startedAt = new Date().toISOString();
      startedMs = performance.now();
      before = processor();
      observer.begin(phase, total, unit);
    },
    advance: (amount) => {
      observer.advance(amount);
    },
    step: (text) => {
      observer.step(text);
    },
    end: (outcome) => {
      const elapsedMs = roundedMs(performance.now() - startedMs);
      const disturbance = disturbanceBetween(before, processor());
      const phase = { name, startedAt, elapsedMs, disturbance };
      phases.push(phase);
      journal.note(`phase ${startedAt}`, phase);
      observer.end(outcome);
    },
    warn: (text) => {
      observer.warn(text);
    },
  };
}
