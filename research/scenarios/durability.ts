import type { DurabilityScenario } from './scenario';

export const durability = {
  kind: 'durability',
  about:
    'kill -9 of an embedded engine in the middle of a load: what is there afterwards, and when',
  trials: 5,
  batchRows: 20_000,
  killAfterBatches: { from: 5, to: 25 },
} as const satisfies DurabilityScenario;
