import { describe } from 'vitest';

/**
 * `describe`, or a skipped suite that says why on standard error.
 *
 * @param found true, or the reason why the suite cannot run on this machine
 * @throws Error instead of skipping when VIEWMARKS_FORBID_SKIPPING is 1, as it is in CI
 */
export function describeIf(found: true | string): typeof describe | typeof describe.skip {
  if (found === true) return describe;
  if (process.env.VIEWMARKS_FORBID_SKIPPING === '1') {
    throw new Error(`skipping is forbidden here, but: ${found}`);
  }
  process.stderr.write(`SKIPPED: ${found}\n`);
  return describe.skip;
}
