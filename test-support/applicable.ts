import { describe, it } from 'vitest';

/**
 * `it` where a test applies, and no test at all where it does not: a feature that an engine says
 * it lacks is not a test that was skipped.
 */
export function itWhere(applies: boolean): typeof it | (() => void) {
  return applies ? it : () => undefined;
}

/** The same for a whole `describe`. */
export function describeWhere(applies: boolean): typeof describe | (() => void) {
  return applies ? describe : () => undefined;
}
