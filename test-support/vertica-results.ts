import type { Results } from '../research/results';
import { QUESTION_NAMES } from '../schemas';
import {
  madeUpChecks,
  madeUpInsertCell,
  madeUpLoadCell,
  madeUpReadCell,
  madeUpSizeCell,
} from './made-up-cells';
import { madeUpResults } from './results-fixture';

/**
 * MADE-UP FIGURES, for tests of what a report withholds: the made-up run with a Vertica that was
 * measured. Nothing here was ever measured, least of all on Vertica.
 *
 * @param speed multiplies every figure of that storage, and of nothing else in the run
 */
export function madeUpVerticaResults(speed: number): Results {
  const results = madeUpResults();
  const name = 'vertica';
  results.environment.memory!.peakTotalRssBytes *= speed;
  results.phases.push({
    name: 'load',
    startedAt: results.run.startedAt,
    elapsedMs: 33_300 * speed,
    disturbance: null,
  });
  results.storages = results.storages.filter((storage) => storage.name !== name);
  results.storages.push({
    status: 'measured',
    name,
    identity: {
      engine: 'vertica',
      engineVersion: 'Vertica Analytic Database v99.0.0-0',
      transport: 'tcp',
      client: 'vertica-nodejs 1.1.4',
      url: 'vertica://dbadmin:***@vertica.example:5433/db',
      settings: {},
    },
    openMs: 41 * speed,
    rssAfterOpenBytes: 123_000_000 * speed,
  });
  results.checks.push(...madeUpChecks(name, 7 * speed));
  results.cells.push(
    madeUpInsertCell(name, 'copy', 100_000, 77_700_000 * speed),
    madeUpInsertCell(name, 'copy', 10_000, 66_600_000 * speed),
    {
      kind: 'insert',
      storage: name,
      format: 'values',
      writers: 1,
      batchRows: 100_000,
      outcome: { status: 'skipped', reason: `one batch would take about ${55.5 * speed} s` },
    },
    {
      kind: 'insert',
      storage: name,
      format: 'values',
      writers: 1,
      batchRows: 10_000,
      outcome: { status: 'failed', reason: `no answer within ${44.4 * speed} s` },
    },
    madeUpLoadCell(name, 'copy', 77_000_000 * speed),
    ...QUESTION_NAMES.map((question) => madeUpReadCell(name, question, 0.011 / speed)),
    madeUpSizeCell(name, 1.5 * speed, true),
  );
  return results;
}
