import { describe, expect, it } from 'vitest';
import { busyReasons } from './busy-machine';

const idle = {
  loadAverageAtStart: 0.2,
  cores: 2,
  disturbance: { stealShare: 0.001, othersShare: 0.01 },
};

describe('A machine', () => {
  it('that was as good as idle gives no reason to doubt the figures', () => {
    expect(busyReasons(idle)).toEqual([]);
    expect(busyReasons({ ...idle, disturbance: null })).toEqual([]);
  });

  it('is called busy for its load before the run, for stolen time and for other processes', () => {
    const busy = {
      loadAverageAtStart: 1.5,
      cores: 2,
      disturbance: { stealShare: 0.031, othersShare: 0.4 },
    };
    expect(busyReasons(busy)).toEqual([
      'the load average was 1.50 on 2 cores before the run began',
      "the hypervisor took 3.1 % of the processor's time for other machines",
      "other processes used 40.0 % of the processor's time during the run",
    ]);
  });

  it('with many cores may have a higher load', () => {
    expect(busyReasons({ ...idle, loadAverageAtStart: 3, cores: 16 })).toEqual([]);
  });
});
