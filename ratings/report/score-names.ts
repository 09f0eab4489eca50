import type { ComparedScore } from './site-comparison';

/** How the report calls the scores. */
export const SCORE_NAMES: Readonly<Record<ComparedScore, string>> = {
  mean: 'plain mean',
  seed: 'published rule (seed)',
  smoothed: 'smoothed',
  smoothedWithPrior: 'smoothed with prior',
};
