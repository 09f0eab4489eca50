import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from './results';
import { restrictedStorages, withholdRestricted } from './withhold-restricted';

/** A run's results, as far as they may be published; every run has it. */
export const RESULTS_FILE = 'results.json';

/** Everything that was measured, where some of it may not be published. Git ignores the name. */
export const RESTRICTED_RESULTS_FILE = 'results.restricted.json';

function textOf(results: Results): string {
  return `${JSON.stringify(results, null, 1)}\n`;
}

/**
 * Writes the results of a run into its folder: {@link RESULTS_FILE}, and {@link RESTRICTED_RESULTS_FILE}
 * beside it when there are figures that the first one has to withhold.
 */
export function writeResults(folder: string, results: Results): void {
  writeFileSync(join(folder, RESULTS_FILE), textOf(withholdRestricted(results)));
  if (restrictedStorages(results).length > 0) {
    writeFileSync(join(folder, RESTRICTED_RESULTS_FILE), textOf(results));
  }
}
