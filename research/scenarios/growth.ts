import type { GrowthScenario } from './scenario';

export const growth = {
  kind: 'growth',
  about: 'size and every question at a hundredth, a tenth and all of the rows; with read-idle',
  shares: [0.01, 0.1],
  minRows: 50_000,
  rounds: 3,
} as const satisfies GrowthScenario;
