import { readFileSync } from 'node:fs';
import type { Disturbance } from '../results';

/** The processor's time so far, in ticks of whatever length; all fields only grow. */
export interface ProcessorTimes {
  readonly total: number;
  readonly idle: number;
  readonly steal: number;
  /** Of the run's own processes, also of those that have ended. */
  readonly own: number;
}

/**
 * All processors together, from the text of /proc/stat: user, nice, system, idle, iowait, irq,
 * softirq, steal; the guest fields after those are counted in user and nice already (proc_stat(5)).
 */
export function parseProcessorLine(stat: string): Omit<ProcessorTimes, 'own'> | undefined {
  const line = /^cpu +(.*)$/m.exec(stat)?.[1];
  const fields = line?.split(' ').slice(0, 8).map(Number) ?? [];
  if (fields.length < 8 || !fields.every(Number.isFinite)) return undefined;
  const [, , , idle, iowait, , , steal] = fields;
  return {
    total: fields.reduce((sum, ticks) => sum + ticks, 0),
    idle: idle! + iowait!,
    steal: steal!,
  };
}

/**
 * User and system time of a process and of its children that have ended, from the text of
 * /proc/PID/stat; its second field, the name in brackets, may hold spaces and brackets (proc_pid_stat(5)).
 */
export function parseProcessTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return utime! + stime! + cutime! + cstime!;
}

function processTicks(pid: number | 'self'): number {
  try {
    return parseProcessTicks(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It has ended, and is counted with its parent's children.
    return 0;
  }
}

/** @param pids of the run's child processes; undefined without /proc/stat */
export function processorTimes(pids: Iterable<number>): ProcessorTimes | undefined {
  let stat: string;
  try {
    stat = readFileSync('/proc/stat', 'utf8');
  } catch {
    return undefined;
  }
  const all = parseProcessorLine(stat);
  if (!all) return undefined;
  let own = processTicks('self');
  for (const pid of pids) own += processTicks(pid);
  return { ...all, own };
}

/** What was taken from the run between two moments; null when that is not known. */
export function disturbanceBetween(
  from: ProcessorTimes | undefined,
  to: ProcessorTimes | undefined,
): Disturbance | null {
  if (!from || !to || to.total <= from.total) return null;
  const total = to.total - from.total;
  const steal = to.steal - from.steal;
  const busy = total - (to.idle - from.idle) - steal;
  const own = to.own - from.own;
  // The two files are read one after the other, so own time can seem to exceed what was busy by a tick.
  return { stealShare: Math.max(0, steal / total), othersShare: Math.max(0, (busy - own) / total) };
}
