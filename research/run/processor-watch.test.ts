import { describe, expect, it } from 'vitest';
import { disturbanceBetween, parseProcessorLine, parseProcessTicks } from './processor-watch';

describe('The processor watch', () => {
  it('adds up all processors, with guests counted once', () => {
    const stat = 'cpu  100 5 50 800 20 3 2 20 40 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(parseProcessorLine(stat)).toEqual({ total: 1_000, idle: 820, steal: 20 });
    expect(parseProcessorLine('intr 1 2 3\n')).toBeUndefined();
  });

  it("reads a process's own time and that of its ended children, whatever its name", () => {
    const stat = '42 (a) b (c) S 1 42 42 0 -1 4194304 9 0 0 0 30 4 500 60 20 0 7 0 99';
    expect(parseProcessTicks(stat)).toBe(594);
  });

  it('takes own time for no disturbance, other time and steal for one', () => {
    const from = { total: 1_000, idle: 500, steal: 10, own: 100 };
    const to = { total: 2_000, idle: 800, steal: 60, own: 650 };
    expect(disturbanceBetween(from, to)).toEqual({ stealShare: 0.05, othersShare: 0.1 });
  });

  it('says nothing where nothing is known', () => {
    const times = { total: 1, idle: 1, steal: 0, own: 0 };
    expect(disturbanceBetween(undefined, times)).toBeNull();
    expect(disturbanceBetween(times, times)).toBeNull();
  });
});
