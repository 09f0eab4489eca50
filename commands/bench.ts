import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Reports from '../reports';
import {
  assertFreeSpace,
  type BenchPlan,
  busyReasons,
  estimatedMinutes,
  neededBytes,
  type Results,
  RESULTS_FILE,
  rowsAtMost,
  restrictedStorages,
  RESTRICTED_RESULTS_FILE,
  runBench,
  writeResults,
} from '../research';
import { type BenchFlags, benchProgram, newRunId, planOf } from './bench-flags';
import { benchObserver } from './bench-observer';
import { beginSession, type BenchSession, resumeSession } from './bench-session';
import { CommandFailedError, runCommand } from './run-command';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printPlan(plan: BenchPlan, out: string): void {
  const { dataset, targets, scenarios, rounds } = plan;
  print(
    `${dataset.rows.toLocaleString('en')} marks, seed ${dataset.seed}; scenarios ${Object.keys(scenarios).join(', ')}; ${rounds} rounds`,
  );
  print(`storages: ${targets.map(({ name }) => name).join(', ')}`);
  print(`report: ${out}`);
  print(`estimate: ${estimatedMinutes(plan)} minutes on two cores, longer on a busy machine`);
}

/** A machine that does other work is told as such before anything is measured, and with the figures. */
function printBusy(environment: Parameters<typeof busyReasons>[0]): void {
  for (const reason of busyReasons(environment)) print(`BUSY MACHINE: ${reason}`);
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

/**
 * The run has gone on without them, and the report says why; whoever waits for their figures is told
 * by the exit code.
 *
 * @throws CommandFailedError when a storage that there should be could not be measured
 */
function assertAllRun({ targets }: BenchPlan, { storages }: Results): void {
  const expected = targets.filter(({ data }) => data.kind !== 'missing').map(({ name }) => name);
  const notRun = storages.filter(
    ({ name, status }) => status === 'not-run' && expected.includes(name),
  );
  if (notRun.length > 0) throw new CommandFailedError('a storage was not run');
}

// Charts are drawn when everything is measured; until then their library would only take memory.
const load = createRequire(__filename);

/** What is left of a run that did not come to its end. */
function printLeft(signal: AbortSignal, session: BenchSession | undefined): void {
  const left = session?.folder.abandon();
  const kept =
    left === 'kept' ? `what was measured is kept: --resume ${session!.out} goes on` : undefined;
  if (signal.aborted) {
    const { message } = signal.reason as Error;
    process.stderr.write(
      `${message}: all processes stopped, temporary data removed, ${kept ?? 'nothing was measured yet'}\n`,
    );
  } else if (kept !== undefined) {
    process.stderr.write(`${kept}\n`);
  }
}

async function writeRun({ folder, out }: BenchSession, results: Results): Promise<void> {
  writeResults(folder.path, results);
  // From here on nothing measured can be lost: what fails now can be rendered again.
  folder.finish();
  const reports = load('../reports') as typeof Reports;
  try {
    await reports.writeReport(folder.path, results);
  } catch (error) {
    process.stderr.write(
      `${join(out, RESULTS_FILE)} is complete; npm run report -- ${out} renders it\n`,
    );
    throw error;
  }
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  print(reports.renderTerminal(results, { colour }));
  printBusy(results.environment);
  print(`report: ${join(out, 'report.html')}`);
  printRestricted(results, out);
}

function sessionOf(flags: BenchFlags): Promise<BenchSession> {
  const { resume } = flags;
  return resume === undefined
    ? beginSession(flags, newRunId(flags))
    : resumeSession({ ...flags, resume });
}

async function bench(flags: BenchFlags, signal: AbortSignal): Promise<void> {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'viewmarks-bench-'));
  const observer = benchObserver();
  let session: BenchSession | undefined;
  try {
    session = await sessionOf(flags);
    const plan = planOf(session.flags, temporaryFolder, session);
    const temporary = plan.targets.filter(({ data }) => data.kind === 'temporary').length;
    assertFreeSpace(temporaryFolder, neededBytes(rowsAtMost(plan), temporary));
    printPlan(plan, session.out);
    printBusy({ loadAverageAtStart: loadavg()[0]!, cores: cpus().length, disturbance: null });
    const results = await runBench(plan, observer, signal);
    await writeRun(session, results);
    assertSound(results);
    assertAllRun(plan, results);
  } finally {
    observer.stop();
    printLeft(signal, session);
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

const program = benchProgram();

void runCommand(program, ({ signal }) => bench(program.opts<BenchFlags>(), signal));
