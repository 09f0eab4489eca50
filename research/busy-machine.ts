import type { Results } from './results';

/** Load average per core before the run from which on somebody else was at work. */
const LOAD_PER_CORE = 0.25;
/** Shares of the processor's time over the whole run. */
const STEAL_SHARE = 0.02;
const OTHERS_SHARE = 0.05;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/**
 * Why the figures of a run may be worse than the storages are: what else the machine did, a sentence
 * each; empty for a machine that was as good as idle. A report has to say it at its top.
 */
export function busyReasons({
  loadAverageAtStart,
  cores,
  disturbance,
}: Pick<
  Results['environment'],
  'loadAverageAtStart' | 'cores' | 'disturbance'
>): readonly string[] {
  const reasons: string[] = [];
  if (loadAverageAtStart > LOAD_PER_CORE * cores) {
    reasons.push(
      `the load average was ${loadAverageAtStart.toFixed(2)} on ${cores} cores before the run began`,
    );
  }
  if (disturbance && disturbance.stealShare > STEAL_SHARE) {
    reasons.push(
      `the hypervisor took ${percent(disturbance.stealShare)} of the processor's time for other machines`,
    );
  }
  if (disturbance && disturbance.othersShare > OTHERS_SHARE) {
    reasons.push(
      `other processes used ${percent(disturbance.othersShare)} of the processor's time during the run`,
    );
  }
  return reasons;
}
