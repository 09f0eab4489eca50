import { BadInputError } from '../../errors';
import { capacityCell } from '../capacity';
import { MemoryWatch } from '../processes/memory-watch';
import type { Reference } from '../processes/reference-calls';
import { type Check, type Results, RESULTS_SCHEMA_VERSION, resultsSchema } from '../results';
import { SCENARIOS } from '../scenarios';
import {
  askedQuestions,
  type BenchPlan,
  BOOTSTRAP,
  insertScenario,
  minWarmOfVisit,
} from './bench-plan';
import { durabilityPhase } from './durability-phase';
import { describeCode, describeMachine, loadAverage } from './environment';
import { growthCells, measureSmallerDatasets } from './growth-phase';
import { insertPhase } from './insert-phase';
import { loadPhase } from './load-phase';
import type { RunObserver } from './observer';
import { type OpenableStorage, type Probed, probeStorages } from './probe';
import { phaseLog } from './phase-log';
import { disturbanceBetween, processorTimes, type ProcessorTimes } from './processor-watch';
import { readPhase } from './read-phase';
import { makeReference } from './reference-phase';
import { MEASURED } from './run-folder';
import { type ShownText, shownText } from './shown-text';
import { type HostContext, StorageHost } from './storage-host';
import { underLoadPhase } from './under-load-phase';
import { verifyPhase } from './verify-phase';

/** No storage of the run could be opened; each was warned about with its reason. */
export class NothingMeasuredError extends Error {
  override readonly name = 'NothingMeasuredError';
}

function dataPaths({ targets }: BenchPlan): string[] {
  return targets.flatMap(({ data }) => (data.kind === 'path' ? [data.path] : []));
}

interface Measured {
  readonly cells: Results['cells'];
  readonly checks: readonly Check[];
}

/** Median rows/s of the fastest insert of one writer; undefined when none was measured. */
function bestRowsPerSecond(cells: Results['cells'], storage: string): number | undefined {
  const rates = cells.flatMap((cell) =>
    cell.kind === 'insert' &&
    cell.storage === storage &&
    cell.writers === 1 &&
    cell.outcome.status === 'measured'
      ? [cell.outcome.rowsPerSecond.median]
      : [],
  );
  return rates.length === 0 ? undefined : Math.max(...rates);
}

/**
 * The phases in an order in which each finds what it needs: what empties the storages comes before
 * the dataset is loaded, and what adds to the dataset comes last.
 */
async function measure(
  storages: readonly OpenableStorage[],
  reference: Reference,
  plan: BenchPlan,
  context: HostContext,
  observer: RunObserver,
): Promise<Measured> {
  const { scenarios } = plan;
  const { askings } = reference;
  const cells: Results['cells'] = [];
  const checks: Check[] = [];
  const insert = insertScenario(plan);
  if (insert) cells.push(...(await insertPhase(insert, storages, plan, observer)));
  const readable = storages.filter(
    ({ opened }) => opened.capabilities.reads.status === 'supported',
  );
  if (scenarios.durability && readable.length > 0) {
    const killed = await durabilityPhase(
      scenarios.durability,
      readable,
      askings,
      plan,
      context,
      observer,
    );
    cells.push(...killed.cells);
    checks.push(...killed.checks);
  }
  if (readable.length === 0 || !isLoaded(plan)) return { cells, checks };
  const smaller = scenarios.growth
    ? await measureSmallerDatasets(scenarios.growth, readable, plan, context, observer)
    : undefined;
  checks.push(...(smaller?.checks ?? []));

  const loaded = await loadPhase(readable, plan, observer);
  cells.push(...loaded.map(({ load }) => load));
  if (scenarios.size) cells.push(...loaded.map(({ size }) => size));
  const holding = loaded
    .filter(({ load }) => load.outcome.status === 'measured')
    .map(({ storage }) => storage);
  const state = { when: 'loaded', marks: plan.dataset.rows } as const;
  const verified = await verifyPhase(holding, askings, state, plan.journal, observer);
  checks.push(...verified);
  const read = scenarios['read-idle'];
  if (read) {
    const seen = { when: 'loaded', checks: verified } as const;
    const timed = await readPhase(read, holding, askings, seen, plan, observer);
    cells.push(...timed.cells);
    checks.push(...timed.faults);
  }
  if (smaller && read) {
    const reads = cells.filter((cell) => cell.kind === 'read');
    const sizes = loaded.map(({ size }) => size);
    const { viewerFilmPairs } = reference;
    const whole = { rows: plan.dataset.rows, viewerFilmPairs, reads, sizes };
    const names = readable.map(({ host }) => host.name);
    cells.push(...growthCells([...smaller.datasets, whole], names, read.questions, plan.seed));
  }
  if (scenarios['read-under-insert'] ?? scenarios['insert-under-read']) {
    const known = holding.map((storage) => ({
      ...storage,
      bestRowsPerSecond: bestRowsPerSecond(cells, storage.host.name),
    }));
    const pressed = await underLoadPhase(known, askings, plan, context, observer);
    cells.push(...pressed.cells);
    checks.push(...pressed.checks);
  }
  if (scenarios.capacity) {
    const { inputs } = scenarios.capacity;
    cells.push(...readable.map(({ host }) => capacityCell(inputs, cells, host.name)));
  }
  return { cells, checks };
}

/** Whether the run needs the dataset in its storages. */
function isLoaded({ scenarios }: BenchPlan): boolean {
  return (
    ['read-idle', 'size', 'growth', 'read-under-insert', 'insert-under-read', 'capacity'] as const
  ).some((name) => scenarios[name] !== undefined);
}

/**
 * Holds what a resumed run finds against what it found before it was interrupted.
 *
 * @throws BadInputError when a storage or the dataset is another one
 */
async function assertSame(
  what: string,
  key: string,
  found: string,
  { journal }: BenchPlan,
): Promise<void> {
  const before = await journal.once(key, () => Promise.resolve(found));
  if (before === found) return;
  throw new BadInputError(
    '--resume',
    `${what} is ${found} and was ${before} when the run began`,
    'go on with the very versions that began the run, or begin another run',
  );
}

async function assertSameStorages({ rows }: Probed, plan: BenchPlan): Promise<void> {
  for (const row of rows) {
    const found =
      row.status === 'measured'
        ? `${row.identity.engine} ${row.identity.engineVersion} by ${row.identity.client}`
        : row.status;
    await assertSame(`the storage ${row.name}`, `identity ${row.name}`, found, plan);
  }
}

/** Of a scenario that was not selected, its settings as they would have been. */
function settingsOf(plan: BenchPlan): Results['settings'] {
  const insert = insertScenario(plan) ?? SCENARIOS.insert;
  const read = askedQuestions(plan) ?? SCENARIOS['read-idle'];
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
 * Runs the whole plan, and of a resumed one what its journal does not know yet. What fails in one
 * storage is a finding in its cells; a wrong answer makes the status `wrong-answers`. All processes
 * are gone when this resolves or rejects; the temporary folder is the caller's.
 *
 * @throws NothingMeasuredError when no storage can be opened
 * @throws BadInputError when a storage of the user's holds marks and may not be overwritten; when a
 *   resumed run finds other storages or another dataset than before
 * @throws the signal's reason once it is aborted
 */
export async function runBench(
  plan: BenchPlan,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<Results> {
  const { journal } = plan;
  const now = new Date().toISOString();
  const isResumed = journal.knows('started');
  const startedAt = await journal.once('started', () => Promise.resolve(now));
  const resumedAt = [...(journal.values('resumed ') as string[]), ...(isResumed ? [now] : [])];
  if (isResumed) journal.note(`resumed ${now}`, now);
  const loadAverageAtStart = loadAverage();
  const shown = shownText(plan.temporaryFolder, dataPaths(plan));
  const context = hostContext(plan, signal, shown);
  const hosts = plan.targets.map((target) => new StorageHost(target, context));
  const processor = (): ProcessorTimes | undefined => processorTimes(context.memory.pids);
  const processorAtStart = processor();
  const log = phaseLog(observer, processor, journal);
  context.memory.start();
  try {
    const probed = await probeStorages(hosts, plan, shown, log);
    if (probed.storages.length === 0)
      throw new NothingMeasuredError('no storage could be measured');
    await assertSameStorages(probed, plan);
    const reference = await makeReference(plan, context, log);
    const { contentHash } = reference;
    await assertSame('the hash of the dataset', 'content hash', contentHash, plan);
    const measured = { ...plan, journal: journal.within(MEASURED) };
    const { cells, checks } = await measure(probed.storages, reference, measured, context, log);
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
        resumedAt,
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
