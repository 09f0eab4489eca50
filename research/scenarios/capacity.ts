import { PEAK_MARKS_PER_SECOND } from './read-under-insert';
import type { CapacityScenario } from './scenario';

export const capacity = {
  kind: 'capacity',
  about:
    'disk, nodes and headroom for 60 million marks a day kept 3 years; with size, growth and inserts',
  inputs: {
    marksPerDay: 60_000_000,
    peakMarksPerSecond: PEAK_MARKS_PER_SECOND,
    keptDays: 3 * 365,
    shards: 2,
    replicas: 2,
    diskFillLimit: 0.7,
    insertHeadroom: 3,
    aggregateLimitMs: 10_000,
  },
} as const satisfies CapacityScenario;
