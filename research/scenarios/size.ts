import type { SizeScenario } from './scenario';

export const size = {
  kind: 'size',
  about: 'bytes on disk of the whole dataset after merges or checkpoint, by column where known',
} as const satisfies SizeScenario;
