import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Reports from '../reports';
import {
  assertFreeSpace,
  type BenchPlan,
  neededBytes,
  prepareRunFolder,
  type Results,
  restrictedStorages,
  RESTRICTED_RESULTS_FILE,
  runBench,
  type RunFolder,
  writeResults,
} from '../research';
import { type BenchFlags, benchProgram, planOf } from './bench-flags';
import { benchObserver } from './bench-observer';
import { CommandFailedError, runCommand } from './run-command';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printPlan({ dataset, targets, scenarios, rounds }: BenchPlan, out: string): void {
  print(
    `${dataset.rows.toLocaleString('en')} marks, seed ${dataset.seed}; scenarios ${Object.keys(scenarios).join(', ')}; ${rounds} rounds`,
  );
  print(`storages: ${targets.map(({ name }) => name).join(', ')}`);
  print(`report: ${out}`);
}

/** Says where the figures are that the report withholds. */
function printRestricted(results: Results, out: string): void {
  const names = restrictedStorages(results);
  if (names.length === 0) return;
  print(
    `not to be published (licence): the figures of ${names.join(', ')} are in ${join(out, RESTRICTED_RESULTS_FILE)}; ` +
      `npm run report -- ${out} --include-restricted shows them`,
  );
}

/** @throws CommandFailedError when the run is not one to rely on; it is written all the same */
function assertSound({ checks, cells }: Results): void {
  const wrong = checks.filter(({ verdict }) => verdict.status === 'wrong').length;
  const failed = cells.filter(({ outcome }) => outcome.status === 'failed').length;
  if (wrong > 0) process.stderr.write(`error: ${wrong} answers were wrong, see above\n`);
  if (failed > 0) process.stderr.write(`error: ${failed} cells failed, see above\n`);
  if (wrong + failed > 0) throw new CommandFailedError('the run is not sound');
}

// Charts are drawn when everything is measured; until then their library would only take memory.
const load = createRequire(__filename);

async function bench(flags: BenchFlags, signal: AbortSignal): Promise<void> {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'viewmarks-bench-'));
  const observer = benchObserver();
  let folder: RunFolder | undefined;
  try {
    const plan = planOf(flags, temporaryFolder);
    const out = flags.out ?? join('runs', plan.runId);
    folder = prepareRunFolder(out);
    const temporary = plan.targets.filter(({ data }) => data.kind === 'temporary').length;
    assertFreeSpace(temporaryFolder, neededBytes(plan.dataset.rows, temporary));
    printPlan(plan, out);
    const results = await runBench(plan, observer, signal);
    writeResults(folder.staging, results);
    const reports = load('../reports') as typeof Reports;
    await reports.writeReport(folder.staging, results);
    signal.throwIfAborted();
    folder.publish();
    print(reports.renderTerminal(results));
    print(`report: ${join(out, 'report.html')}`);
    printRestricted(results, out);
    assertSound(results);
  } catch (error) {
    if (signal.aborted) {
      process.stderr.write(
        `${(signal.reason as Error).message}: all processes stopped, temporary data removed, no report written\n`,
      );
    }
    throw error;
  } finally {
    observer.stop();
    folder?.discard();
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

const program = benchProgram();

void runCommand(program, ({ signal }) => bench(program.opts<BenchFlags>(), signal));
