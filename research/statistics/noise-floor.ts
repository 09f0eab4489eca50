import { median } from './percentile';

/** Two measurements of the very same thing that the run could not know to be the same (A/A). */
export interface SameTwice {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * How far apart two measurements of one and the same thing came out in this run, as a ratio of at
 * least 1: the greatest over all such pairs of one median through the other. A difference between
 * two things that is no greater than this is none, whatever its interval says, because intervals
 * know the scatter within cells and not what else moves a whole cell. 1 without pairs.
 *
 * @throws RangeError for a side without samples
 */
export function noiseFloor(pairs: readonly SameTwice[]): number {
  return Math.max(
    1,
    ...pairs.map(({ first, second }) => {
      const ratio = median(first) / median(second);
      return Math.max(ratio, 1 / ratio);
    }),
  );
}
