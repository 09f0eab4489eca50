import { ChildProcess } from '../processes/child-process';
import { MemoryWatch } from '../processes/memory-watch';
import type { Reference, ReferenceCalls } from '../processes/reference-calls';
import { type Check, type Results, RESULTS_SCHEMA_VERSION, resultsSchema } from '../results';
import { SCENARIOS } from '../scenarios';
import { type BenchPlan, BOOTSTRAP, minWarmOfVisit } from './bench-plan';
import { describeCode, describeMachine, loadAverage } from './environment';
import { insertPhase } from './insert-phase';
import { loadPhase } from './load-phase';
import type { RunObserver } from './observer';
import { type OpenableStorage, probeStorages } from './probe';
import { phaseLog } from './phase-log';
import { disturbanceBetween, processorTimes, type ProcessorTimes } from './processor-watch';
import { readPhase } from './read-phase';
import { type ShownText, shownText } from './shown-text';
import { type HostContext, StorageHost } from './storage-host';
import { verifyPhase } from './verify-phase';

/** The reference process keeps the oracle's counts on its heap in typed arrays, little else. */
const REFERENCE_HEAP_MIB = 512;

/** No storage of the run could be opened; each was warned about with its reason. */
export class NothingMeasuredError extends Error {
  override readonly name = 'NothingMeasuredError';
}

function dataPaths({ targets }: BenchPlan): string[] {
  return targets.flatMap(({ data }) => (data.kind === 'path' ? [data.path] : []));
}

async function makeReference(
  plan: BenchPlan,
  { memory, signal, temporaryFolder }: HostContext,
  observer: RunObserver,
): Promise<Reference> {
  observer.begin('generate the dataset and its answers', plan.dataset.rows, 'marks');
  const child = await ChildProcess.start<ReferenceCalls>({
    program: 'reference-process',
    title: 'the reference process',
    heapMiB: REFERENCE_HEAP_MIB,
    temporaryFolder,
    memory,
    signal,
  });
  try {
    const reference = await child.call(
      'reference',
      {
        dataset: plan.dataset,
        seed: plan.seed,
        questions: plan.scenarios.read?.questions ?? [],
        drawsPerQuestion: plan.scenarios.read?.drawsPerQuestion ?? 0,
      },
      (rows) => {
        observer.advance(rows);
      },
    );
    const marksPerSecond = Math.round(reference.generateRowsPerSecond).toLocaleString('en');
    observer.end(
      `${marksPerSecond} marks/s on one core, hash ${reference.contentHash.slice(0, 12)}`,
    );
    return reference;
  } finally {
    // Its memory goes before any storage's comes.
    await child.kill();
  }
}

interface Measured {
  readonly cells: Results['cells'];
  readonly checks: readonly Check[];
}

async function measure(
  storages: readonly OpenableStorage[],
  reference: Reference,
  plan: BenchPlan,
  observer: RunObserver,
): Promise<Measured> {
  const { insert, read, size } = plan.scenarios;
  const cells: Results['cells'] = [];
  const checks: Check[] = [];
  if (insert) cells.push(...(await insertPhase(insert, storages, plan, observer)));
  if (!read && !size) return { cells, checks };
  const readable = storages.filter(
    ({ opened }) => opened.capabilities.reads.status === 'supported',
  );
  if (readable.length === 0) return { cells, checks };
  const loaded = await loadPhase(readable, plan, observer);
  cells.push(...loaded.map(({ load }) => load));
  if (read) {
    const holding = loaded
      .filter(({ load }) => load.outcome.status === 'measured')
      .map(({ storage }) => storage);
    checks.push(...(await verifyPhase(holding, reference.askings, plan.dataset.rows, observer)));
    const timed = await readPhase(read, holding, reference.askings, checks, plan, observer);
    cells.push(...timed.cells);
    checks.push(...timed.faults);
  }
  if (size) cells.push(...loaded.map(({ size }) => size));
  return { cells, checks };
}

/** Of a scenario that was not selected, its settings as they would have been. */
function settingsOf(plan: BenchPlan): Results['settings'] {
  const { insert, read } = { ...SCENARIOS, ...plan.scenarios };
  return {
    scenarios: Object.keys(plan.scenarios),
    rounds: plan.rounds,
    seed: plan.seed,
    insertRowsPerVisit: insert.rowsPerVisit,
    insertBatchesPerVisit: insert.maxBatchesPerVisit,
    insertMsPerVisit: insert.msPerVisit,
    insertWarmUpRows: insert.warmUpRows,
    insertBatchMsLimit: insert.batchMsLimit,
    drawsPerQuestion: read.drawsPerQuestion,
    warmAskingsPerVisit: read.warmAskingsPerVisit,
    minWarmAskingsPerVisit: minWarmOfVisit(read, plan.rounds),
    readMsPerVisit: read.msPerVisit,
    bootstrapResamples: BOOTSTRAP.resamples,
    confidence: BOOTSTRAP.confidence,
  };
}

function datasetOf(plan: BenchPlan, reference: Reference): Results['dataset'] {
  const { rows, ...rest } = plan.dataset;
  const { seed, ...options } = rest;
  const { films, viewers, viewerFilmPairs, firstEventTime, lastEventTime } = reference;
  const { contentHash, generateRowsPerSecond } = reference;
  return {
    seed,
    rows,
    options,
    films,
    viewers,
    viewerFilmPairs,
    firstEventTime,
    lastEventTime,
    contentHash,
    generateRowsPerSecond,
  };
}

function hostContext(plan: BenchPlan, signal: AbortSignal, shown: ShownText): HostContext {
  const { temporaryFolder, opener } = plan;
  return { signal, memory: new MemoryWatch(), temporaryFolder, shown, opener };
}

/**
 * Runs the whole plan: reference, probe, inserts, load, verification, reads, size. What fails in one
 * storage is a finding in its cells; a wrong answer makes the status `wrong-answers`. All processes
 * are gone when this resolves or rejects; the temporary folder is the caller's.
 *
 * @throws NothingMeasuredError when no storage can be opened
 * @throws BadInputError when a storage of the user's holds marks and may not be overwritten
 * @throws the signal's reason once it is aborted
 */
export async function runBench(
  plan: BenchPlan,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Results> {
  const startedAt = new Date().toISOString();
  const loadAverageAtStart = loadAverage();
  const shown = shownText(plan.temporaryFolder, dataPaths(plan));
  const context = hostContext(plan, signal, shown);
  const hosts = plan.targets.map((target) => new StorageHost(target, context));
  const processor = (): ProcessorTimes | undefined => processorTimes(context.memory.pids);
  const processorAtStart = processor();
  const log = phaseLog(observer, processor);
  context.memory.start();
  try {
    const probed = await probeStorages(hosts, plan, shown, log);
    if (probed.storages.length === 0)
      throw new NothingMeasuredError('no storage could be measured');
    const reference = await makeReference(plan, context, log);
    const { cells, checks } = await measure(probed.storages, reference, plan, log);
    const wrong = checks.some(({ verdict }) => verdict.status === 'wrong');
    return resultsSchema.parse({
      schemaVersion: RESULTS_SCHEMA_VERSION,
      run: {
        id: plan.runId,
        status: wrong ? 'wrong-answers' : 'complete',
        startedAt,
        finishedAt: new Date().toISOString(),
        command: shown(plan.command),
        ...(await describeCode()),
        resumedAt: [],
      },
      environment: {
        ...describeMachine(),
        loadAverageAtStart,
        loadAverageAtEnd: loadAverage(),
        disturbance: disturbanceBetween(processorAtStart, processor()),
        memory: context.memory.stop(),
      },
      phases: [...log.phases],
      settings: settingsOf(plan),
      dataset: datasetOf(plan, reference),
      storages: [...probed.rows],
      checks: [...checks],
      cells,
    } satisfies Results);
  } finally {
    context.memory.stop();
    await Promise.all(hosts.map((host) => host.kill()));
  }
}
