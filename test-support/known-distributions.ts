/** Distributions whose median is known, to hold statistics against. */

/** Standard normal by Box and Muller: median 0. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** How the times of one cell may scatter, by name; each has a scatter of about 10 %. */
export const SCATTERS = {
  'log-normal': (random: () => number) => Math.exp(0.1 * normal(random)),
  'skewed to the slow side': (random: () => number) => 1 - 0.1 * Math.log(1 - random()),
  'heavy-tailed': (random: () => number) =>
    Math.exp(0.1 * normal(random) * (random() < 0.1 ? 4 : 1)),
} as const;

export type Scatter = keyof typeof SCATTERS;

export const SCATTER_NAMES = Object.keys(SCATTERS) as readonly Scatter[];
