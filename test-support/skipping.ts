import { describe } from 'vitest';
import unobtainable from './unobtainable.json';

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

/** What can be had on no machine of ours, so that its suite may be skipped in CI too. */
export type Unobtainable = keyof typeof unobtainable;

/**
 * `describe` for the one suite that `unobtainable.json` lists for a thing, when the thing's variable is
 * set; otherwise a skipped suite that says why. `.ci/count-tests.mjs` excuses skipped tests of exactly
 * that file, only while the variable is not set, and prints the reason.
 */
export function describeWhereObtained(what: Unobtainable): typeof describe | typeof describe.skip {
  const { variable, reason } = unobtainable[what];
  if (process.env[variable]) return describe;
  process.stderr.write(`SKIPPED: ${reason}\n`);
  return describe.skip;
}
