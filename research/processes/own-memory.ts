import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Begins a new peak of this process's resident set: Linux sets VmHWM back to the present size when
 * 5 is written to clear_refs (proc(5)). Elsewhere the peak stays that since the start.
 */
export function resetPeakRss(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux, or not allowed here: the peak since the start is an upper bound of the right one.
  }
}

/** Peak resident set in bytes since {@link resetPeakRss}, or since the start where that has no effect. */
export function peakRssBytes(): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) * 1024;
  } catch {
    // Not Linux: getrusage has it too.
  }
  return process.resourceUsage().maxRSS * 1024;
}
